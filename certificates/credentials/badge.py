"""Frozen facts as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0), not yet signed. Pure.

Whatever wallets and employers' systems read is in the terms of Open Badges; the whole of what is printed stands
in the facts, whose digest the credential holds.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from certificates.facts import Facts
from courses.canonical import canonical

from .contexts import EXTENSIONS, OPEN_BADGES, W3C
from .did import did_of

type Credential = dict[str, Any]

SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# Names made from other names are the same each time.
_NAMES = UUID("6f1c1c5e-5d0b-5b0e-9d57-3d8f0a7c5a11")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a credential's one bit stands: in which signed list, at which index."""

    list_url: str
    index: int


def unsigned(facts: Facts, status: StatusEntry | None = None) -> Credential:
    """The credential of these facts: the same each time."""
    document = {
        "@context": [W3C, OPEN_BADGES, EXTENSIONS],
        "id": facts["verify_at"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts["course"]["title"],
        "issuer": _issuer(facts),
        "validFrom": facts["issued_at"],
        "awardedDate": facts["completed"]["at"],
        "credentialSubject": _subject(facts),
        "evidence": [
            {
                "id": f"{facts['verify_at']}#facts",
                "type": ["Evidence"],
                "name": "Verification page",
                "narrative": "Every printed fact, and whether the certificate still stands.",
            }
        ],
        "relatedResource": [_resource(facts)],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return document | ({"credentialStatus": _status(status)} if status else {})


def holds(document: Mapping[str, Any], facts_text: str) -> bool:
    """Whether a credential was made of exactly these facts (their canonical JSON)."""
    resources = document.get("relatedResource")
    return isinstance(resources, list) and digest_sri(facts_text.encode()) in [
        resource.get("digestSRI") for resource in resources if isinstance(resource, Mapping)
    ]


def digest_sri(payload: bytes) -> str:
    """A digest as browsers write it (Subresource Integrity)."""
    return f"sha256-{b64encode(sha256(payload).digest()).decode()}"


def _issuer(facts: Facts) -> dict[str, Any]:
    provider = facts["provider"]
    known = {
        "id": did_of(facts["issuer"]),
        "type": ["Profile"],
        "name": provider["name"],
        "url": facts["issuer"],
    }
    return known | ({"email": provider["contact"]} if _is_address(provider["contact"]) else {})


def _is_address(contact: str) -> bool:
    return "@" in contact and " " not in contact


def _subject(facts: Facts) -> dict[str, Any]:
    """The learner, by name only: no address, no licence, no account."""
    return {
        "id": uuid5(_NAMES, facts["code"]).urn,
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "identityHash": facts["name"],
                "hashed": False,
            }
        ],
        "activityEndDate": facts["completed"]["at"],
        "creditsEarned": _number(facts["hours"]["value"]),
        "achievement": _achievement(facts),
    }


def _number(hours: str) -> int | float:
    """Whole hours as an integer, so that 1 is written "1" by everybody."""
    value = float(hours)
    return int(value) if value.is_integer() else value


def _achievement(facts: Facts) -> dict[str, Any]:
    course, edition = facts["course"], facts["edition"]
    objectives = "\n".join(f"- {objective}" for objective in facts["objectives"])
    achievement = {
        "id": uuid5(_NAMES, edition["sha256"]).urn,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": course["title"],
        "description": f"{facts['title']}: {facts['hours']['value']} {facts['hours']['unit']}, {course['type']}.",
        "criteria": {"narrative": f"{facts['pass_rule'] or 'Full attendance'}.\n\n{objectives}".strip()},
        "humanCode": course["code"],
        "version": edition["number"],
        "inLanguage": "en",
        "creditsAvailable": _number(facts["hours"]["value"]),
    }
    numbers = [_approval(approval) for approval in facts["approvals"]]
    return achievement | ({"otherIdentifier": numbers} if numbers else {})


def _approval(approval: Mapping[str, str]) -> dict[str, str]:
    """NCBTMB 451234-12: the number of an approval under its accreditor's name."""
    number = approval["course_number"] or approval["provider_number"]
    return {
        "type": "IdentifierEntry",
        "identifier": f"{approval['accreditor']} {number}",
        "identifierType": "identifier",
    }


def _resource(facts: Facts) -> dict[str, str]:
    """The facts themselves, named by their digest (RFC 6920): the PDF carries them."""
    payload = canonical(facts)
    name = urlsafe_b64encode(sha256(payload).digest()).rstrip(b"=").decode()
    return {
        "id": f"ni:///sha-256;{name}",
        "mediaType": "application/json",
        "digestSRI": digest_sri(payload),
    }


def _status(entry: StatusEntry) -> dict[str, str]:
    return {
        "id": f"{entry.list_url}#{entry.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(entry.index),
        "statusListCredential": entry.list_url,
    }
