"""What a certificate says: plain values in, one plain dict out, which is frozen, hashed and signed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from courses.hours import in_words

from .accreditors import accreditor

# 1 had no signatories, place, licences or dates of approval. Whoever reads facts reads both.
FORMAT = "fascia-certificate/2"
SAMPLE_NOTICE = "Sample: not approved by any board"
# As accreditors name them on certificates.
TYPES = {"home-study": "Home Study", "live": "Live", "webinar": "Webinar"}

type Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What one accreditor approved, exactly as it must be printed."""

    accreditor: str
    provider_number: str
    course_number: str
    title: str
    certificate_title: str
    hours: Decimal
    category: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """The edition that the learner completed."""

    code: str
    title: str
    mode: str
    hours: Decimal
    number: str
    sha256: str
    objectives: Sequence[str]
    instructors: Sequence[Mapping[str, str]]
    pass_rules: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is made at the moment of issue."""

    serial: str
    code: str
    verify_at: str
    issuer: str
    key_id: str
    at: datetime


def build(
    *,
    name: str,
    taught: Taught,
    approvals: Sequence[Approved],
    provider: Mapping[str, str],
    completed_at: datetime,
    time_zone: str,
    issue: Issue,
    licences: Sequence[str] = (),
) -> Facts:
    """Every field that boards ask for. The first approval gives title and hours; without one it is a sample.

    Hours and dates are text, so that no reader rounds them. `licences` are digests, never numbers.
    """
    first = approvals[0] if approvals else None
    biographies = any(accreditor(approved.accreditor).biographies for approved in approvals)
    return {
        "format": FORMAT,
        "sample": first is None,
        "notice": "" if first else SAMPLE_NOTICE,
        "title": first.certificate_title if first else _title(taught),
        "name": name,
        "course": {
            "code": taught.code,
            "title": first.title if first else taught.title,
            "type": TYPES.get(taught.mode, taught.mode),
            "place": "" if taught.mode == "live" else "Online",
        },
        "hours": {"value": in_words(first.hours if first else taught.hours), "unit": "CE"},
        "approvals": [_approval(approved) for approved in approvals],
        "provider": {
            "name": provider["name"],
            "contact": provider["contact"],
            "address": provider.get("address", ""),
            "number": first.provider_number if first else provider["number"],
        },
        "instructors": [_instructor(who, biographies) for who in taught.instructors],
        "signatures": _signatures(taught, provider),
        "licenses": list(licences),
        "completed": {
            "at": utc(completed_at),
            "on": local_day(completed_at, time_zone).isoformat(),
            "time_zone": time_zone,
        },
        "objectives": list(taught.objectives),
        "pass_rule": _rules(taught.pass_rules),
        "edition": {"number": taught.number, "sha256": taught.sha256},
        "supersedes": "",
    } | _issued(issue)


def replacing(facts: Facts, *, name: str, issue: Issue) -> Facts:
    """The same completion, perhaps under another name. Nothing else that was promised changes."""
    return facts | {"name": name, "supersedes": facts["serial"]} | _issued(issue)


def local_day(moment: datetime, time_zone: str) -> date:
    """Boards count by the learner's calendar, not by ours."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _approval(approved: Approved) -> dict[str, str]:
    return asdict(approved) | {
        "hours": in_words(approved.hours),
        "valid_from": approved.valid_from.isoformat(),
        "valid_until": approved.valid_until.isoformat(),
    }


def _instructor(who: Mapping[str, str], biographies: bool) -> dict[str, str]:
    """With a biography only where an accreditor asks for one."""
    known = {"name": who["name"], "credentials": who.get("credentials", "")}
    return known | ({"biography": who.get("biography", "")} if biographies else {})


def _signatures(taught: Taught, provider: Mapping[str, str]) -> list[dict[str, str]]:
    """An organisation signs by its administrator, and by who taught."""
    taught_by = [
        {"name": ", ".join(filter(None, [who["name"], who.get("credentials", "")])), "role": "Instructor"}
        for who in taught.instructors[:2]
    ]
    administrator = provider.get("administrator", "")
    role = f"Administrator, {provider['name']}" if administrator else "Provider"
    return [*taught_by, {"name": administrator or provider["name"], "role": role}]


def _issued(issue: Issue) -> Facts:
    return {
        "serial": issue.serial,
        "code": issue.code,
        "verify_at": issue.verify_at,
        "issuer": issue.issuer,
        "key_id": issue.key_id,
        "issued_at": utc(issue.at),
    }


def _title(taught: Taught) -> str:
    """Passing a test is an achievement; attending is a completion."""
    return "Certificate of Achievement" if taught.pass_rules else "Certificate of Completion"


def _rules(rules: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        f"At least {rule['pass_mark']}% on a test of {rule['questions']} questions" for rule in rules
    )
