"""The facts as people read them: the same words on paper, in the preview and on the verification page. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from .accreditors import SAMPLE, accreditor


@dataclass(frozen=True, slots=True)
class Line:
    """A term and its value; `on_paper` lines stand on the certificate itself."""

    term: str
    value: str
    on_paper: bool = True


def lines(facts: Mapping[str, Any]) -> list[Line]:
    """Every fact but the headline (title, name, course), in the order of the certificate. Empty ones are left out."""
    course, provider, edition = facts["course"], facts["provider"], facts["edition"]
    every = [
        Line("Completed", long_date(facts["completed"]["on"])),
        Line("Hours", hours(facts)),
        Line(
            "Course type", f"{course['type']}, online" if course["type"] == "Home Study" else course["type"]
        ),
        Line("Instructor" if len(facts["instructors"]) == 1 else "Instructors", instructors(facts)),
        Line("Provider", provider["name"]),
        Line("Provider contact", provider["contact"]),
        Line("Provider number", "" if facts["approvals"] else provider["number"]),
        *(Line("Approved by", approval_in_words(approval)) for approval in facts["approvals"]),
        Line("Number", facts["serial"]),
        Line("Edition", f"{edition['number']} · {edition['sha256'][:12]}"),
        Line("Passed with", facts["pass_rule"], on_paper=False),
        Line("Exact time", exact_time(facts["completed"]), on_paper=False),
        Line("Issued", long_date(facts["issued_at"][:10]), on_paper=False),
    ]
    return [line for line in every if line.value]


def paper_lines(facts: Mapping[str, Any], licence: str = "") -> list[Line]:
    """What a paper shows below the headline, in the words of the accreditor that its first approval names.

    `licence` is the holder's number, for an accreditor that wants it on the paper.
    """
    if not facts["approvals"]:
        return [line for line in lines(facts) if line.on_paper]
    first, others = facts["approvals"][0], facts["approvals"][1:]
    asked, course, provider = accreditor(first["accreditor"]), facts["course"], facts["provider"]
    every = [
        Line("License number", licence if asked.licence_number else ""),
        Line("Completed", long_date(facts["completed"]["on"])),
        Line("Hours", f"{first['hours']} CE" + (f" in {first['category']}" if first["category"] else "")),
        Line(
            "Length",
            f"{first['hours']} classroom hour{'' if first['hours'] == '1' else 's'}" if asked.length else "",
        ),
        Line("Course type", course["type"]),
        Line("Place", course.get("place", "") if asked.place else ""),
        Line(asked.course_number, first["course_number"]),
        Line("Instructor" if len(facts["instructors"]) == 1 else "Instructors", instructors(facts)),
        Line("Provider", provider["name"]),
        Line("Provider number", first["provider_number"]),
        Line("Provider contact", ", ".join(filter(None, [provider["contact"], provider.get("address", "")]))),
        *(Line("Also approved by", approval_in_words(approval)) for approval in others),
        Line("Certificate", facts["serial"]),
        Line("Edition", f"{facts['edition']['number']} · {facts['edition']['sha256'][:12]}"),
    ]
    return [line for line in every if line.value]


def for_approval(facts: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The facts as one accreditor reads them: its title, course title and hours. 0 is the first approval."""
    if not facts["approvals"]:
        return dict(facts)
    chosen = facts["approvals"][number]
    others = [approval for at, approval in enumerate(facts["approvals"]) if at != number]
    return dict(facts) | {
        "title": chosen["certificate_title"],
        "course": facts["course"] | {"title": chosen["title"]},
        "hours": facts["hours"] | {"value": chosen["hours"]},
        "approvals": [chosen, *others],
    }


def design(facts: Mapping[str, Any]) -> str:
    """The template's name: one design an accreditor."""
    return accreditor(facts["approvals"][0]["accreditor"]).design if facts["approvals"] else SAMPLE


def linkedin(facts: Mapping[str, Any]) -> str:
    """The address that opens LinkedIn's own form, filled in. Nothing is sent until the holder saves it there."""
    issued = date.fromisoformat(facts["issued_at"][:10])
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": facts["course"]["title"],
        "organizationName": facts["provider"]["name"],
        "issueYear": issued.year,
        "issueMonth": issued.month,
        "certUrl": facts["verify_at"],
        "certId": facts["serial"],
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(fields)}"


def hours(facts: Mapping[str, Any]) -> str:
    return f"{facts['hours']['value']} {facts['hours']['unit']}"


def in_hours(facts: Mapping[str, Any]) -> str:
    """1 → "1 CE hour", 2 → "2 CE hours"."""
    return f"{hours(facts)} hour{'' if facts['hours']['value'] == '1' else 's'}"


def instructors(facts: Mapping[str, Any]) -> str:
    return "; ".join(signature(who) for who in facts["instructors"])


def signature(who: Mapping[str, str]) -> str:
    return ", ".join(part for part in (who["name"], who["credentials"]) if part)


def approval_in_words(approval: Mapping[str, str]) -> str:
    parts = [
        f"{approval['accreditor']} {approval['provider_number']}",
        approval["course_number"] and f"course {approval['course_number']}",
        f"{approval['hours']} CE" + (f" in {approval['category']}" if approval["category"] else ""),
    ]
    return " · ".join(part for part in parts if part)


def introduction(facts: Mapping[str, Any]) -> str:
    """What stands between the name and the course."""
    return "has passed the test of" if facts["pass_rule"] else "has completed"


def long_date(iso: str) -> str:
    """2026-11-22 → Nov 22, 2026."""
    return us_date(date.fromisoformat(iso))


def us_date(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def exact_time(completed: Mapping[str, str]) -> str:
    moment = datetime.fromisoformat(completed["at"])
    place = completed["time_zone"].replace("_", " ")
    return f"{us_date(moment.date())}, {moment:%H:%M:%S} UTC; the date is by the clock of {place}"
