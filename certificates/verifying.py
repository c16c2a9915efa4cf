"""What we can say of a code: the stored facts, whether they are as they were signed, and their status."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from . import ed25519
from .credentials import Credential, credential
from .facts import Facts, utc
from .finding import open_row
from .matching import licence_key, name_key
from .models import Certificate
from .models.statuses import STANDING, CertificateEvent
from .printing import Line, hours, in_hours, lines, long_date, us_date
from .signing import unsigned_is_allowed


class Status(StrEnum):
    """The one word that a verifier came for."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    ALTERED = "altered"  # the stored text is not what was signed: nothing it says can be relied on


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer to "is this certificate good?". What is not genuine has no facts: we don't repeat a forgery.

    Two are equal when they say the same: the digest stands for the facts that have it.
    """

    status: Status
    facts: Facts = field(compare=False)
    sha256: str
    key_id: str
    signature: str
    signed: bool
    genuine: bool
    since: datetime
    public_reason: str
    replaced_by: str
    replaces: str
    confirm_only: bool
    licence: str

    @property
    def band(self) -> str:
        """How the status band looks: a sample that stands is shown as a sample, never as valid."""
        if self.status == Status.VALID and self.facts["sample"]:
            return "sample"
        return "revoked" if self.status == Status.ALTERED else self.status.value

    @property
    def word(self) -> str:
        return self.facts["notice"] if self.band == "sample" else WORDS[self.status]

    @property
    def sentence(self) -> str:
        """What stands after the word, so that both together are the answer in one plain sentence."""
        if self.status == Status.ALTERED:
            return "Don't rely on this certificate."
        issued = f"Issued to {self.facts['name']} on {long_date(self.facts['issued_at'][:10])}"
        return f"{issued} for {in_hours(self.facts)}{self.but}"

    @property
    def but(self) -> str:
        """How the sentence ends."""
        since = us_date(self.since.date())
        if self.status == Status.REVOKED:
            because = f" Reason: {self.public_reason.lower()}." if self.public_reason else ""
            return f", and revoked on {since}. It no longer counts.{because}"
        if self.status == Status.SUPERSEDED:
            because = f" Reason: {self.public_reason.lower()}." if self.public_reason else ""
            return f". A new certificate took its place on {since}.{because}"
        if self.band == "sample":
            return ". The record is genuine, but it counts toward no license."
        return "."

    @property
    def answer(self) -> str:
        """The whole answer in one sentence, for lists, mails and machines."""
        return f"{self.word}: {self.sentence[:1].lower()}{self.sentence[1:]}"

    @property
    def standing(self) -> list[Line]:
        """Its status with dates, in public words. An approval's own dates would be read as the certificate's."""
        approvers = ", ".join(dict.fromkeys(one["accreditor"] for one in self.facts["approvals"]))
        reason = f". Reason: {self.public_reason.lower()}" if self.public_reason else ""
        approved = f"Yes, by {approvers}" if approvers else "No"
        every = [
            Line("Status", f"{self.word}, since {us_date(self.since.date())}{reason}"),
            Line("Provider approved on the completion date", approved),
            Line("License of the holder", self.licence_tail),
        ]
        return [line for line in every if line.value]

    @property
    def licence_tail(self) -> str:
        """As much of the license number as the holder shows: its state and its last three characters."""
        state, _, number = self.licence.partition(" ")
        return f"{state}, ending in {number[-3:]}" if number else ""

    def is_licence(self, typed: str) -> bool:
        """Whether a typed number is the license that the holder shows. False when none is shown."""
        _, _, number = self.licence.partition(" ")
        return bool(number) and licence_key(typed) == licence_key(number)

    @property
    def hours(self) -> str:
        return hours(self.facts)

    @property
    def completed_on(self) -> str:
        return long_date(self.facts["completed"]["on"])

    @property
    def lines(self) -> list[Line]:
        return lines(self.facts)


WORDS = {
    Status.VALID: "Valid",
    Status.SUPERSEDED: "Replaced",
    Status.REVOKED: "Revoked",
    Status.ALTERED: "Can't be confirmed",
}


def look_up(code: str, family_name: str = "") -> Verified | None:
    """The answer for a canonical code, in one statement.

    None when we issued none under it, and when its holder asks for a family name and this isn't it.
    """
    if not family_name:
        row = open_row(code, FIELDS)
    else:
        named = Certificate.objects.shown_to(name_key(family_name)).with_status()
        row = named.filter(code=code).values(*FIELDS).first()
    return verdict(row) if row else None


FIELDS = (
    "code",
    "facts",
    "sha256",
    "key_id",
    "signature",
    "latest_kind",
    "latest_at",
    "latest_reason",
    "replaced_by_code",
    "replaces_code",
    "public_key",
    "key_compromised_at",
    "confirm_only",
    "licence_state",
    "licence_number",
)


def verdict(row: Mapping[str, Any]) -> Verified:
    """Judge a stored row. The signature is checked each time: nobody has to trust that it was, once."""
    genuine = is_genuine(row)
    return Verified(
        status=status_of(row["latest_kind"], genuine),
        facts=json.loads(row["facts"]) if genuine else {},
        sha256=row["sha256"],
        key_id=row["key_id"],
        signature=row["signature"],
        signed=bool(row["key_id"]),
        genuine=genuine,
        since=row["latest_at"],
        public_reason=row["latest_reason"],
        replaced_by=row["replaced_by_code"] or "",
        replaces=row["replaces_code"] or "",
        confirm_only=bool(row["confirm_only"]),
        licence=f"{row['licence_state']} {row['licence_number']}" if row["licence_number"] else "",
    )


def is_genuine(row: Mapping[str, Any]) -> bool:
    """Whether the stored text is what was signed, and no thief's work."""
    lost = row["key_compromised_at"]
    return is_intact(row) and (lost is None or json.loads(row["facts"])["issued_at"] < utc(lost))


def is_intact(row: Mapping[str, Any]) -> bool:
    """Whether the stored text has the stored digest, and the archived key signed it under this code."""
    payload = row["facts"].encode()
    if sha256(payload).hexdigest() != row["sha256"]:
        return False
    if not row["key_id"]:
        return unsigned_is_allowed()  # else removing a signature would be as good as making one
    key = bytes.fromhex(row["public_key"] or "")
    if len(key) != 32 or ed25519.key_id(key) != row["key_id"]:
        return False
    if not ed25519.verify(payload, row["signature"], key):
        return False
    facts = json.loads(payload)
    return (facts["code"], facts["key_id"]) == (row["code"], row["key_id"])


def status_of(latest_kind: str, genuine: bool) -> Status:
    if not genuine:
        return Status.ALTERED
    if latest_kind in STANDING:
        return Status.VALID
    return {
        CertificateEvent.Kind.REVOKED: Status.REVOKED,
        CertificateEvent.Kind.SUPERSEDED: Status.SUPERSEDED,
    }[CertificateEvent.Kind(latest_kind)]


def document(verified: Verified) -> Credential:
    """The signed facts as one document."""
    return credential(
        verified.facts, sha256=verified.sha256, key_id=verified.key_id, signature=verified.signature
    )
