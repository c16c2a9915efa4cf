"""An employer verifies the whole team at once, and keeps a dated report of it. Made once, never changed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import Organisation, User
from certificates import papering
from certificates.pdf import printable
from certificates.policy import leads
from certificates.printing import us_date
from certificates.typesetting import typeset

from .models import TeamCheck
from .team import Member, note_look, sums, team

TEMPLATE = Path(__file__).parent / "typst" / "team.typ"


@transaction.atomic
def verify(organisation: Organisation, *, by: User) -> TeamCheck:
    """Look at everybody now, and keep the signed report. Whoever shares is told of the look. Raises PermissionDenied."""
    if not leads(by, organisation):
        raise PermissionDenied("You don't speak for this organization.")
    now = timezone.now()
    members = team(organisation, now)
    content, _ = papering.signed(drawn(organisation, members, now), now)
    made = TeamCheck.objects.create(
        organisation=organisation,
        by=by,
        at=now,
        sums=sums(members),
        words={str(member.invitation.pk): member.word for member in members},
        content=content,
        sha256=sha256(content).hexdigest(),
    )
    note_look(members, by=by, as_file=True)
    audit(by, "team verified", made, count=len(members))
    return made


def drawn(organisation: Organisation, members: Sequence[Member], at: datetime) -> bytes:
    """The PDF, before it is signed."""
    sheet = {
        "name": organisation.name,
        "provider": settings.PROVIDER["name"],
        "contact": settings.PROVIDER["contact"],
        "made": f"{us_date(at.date())}, {at:%H:%M} UTC",
        "sums": sums(members),
        "seal": "The file is signed: a PDF program shows whether anything was changed."
        if papering.ready_seal() is not None
        else "Not signed: made on a developer's machine.",
        "rows": [row(member) for member in members],
    }
    return typeset(TEMPLATE, printable(sheet), at)


def row(member: Member) -> dict[str, str]:
    said = [f"{each.sentence} {each.license_check}".strip() for each in member.licences]
    place = member.invitation.location
    return {
        "name": member.invitation.name,
        "location": place.name if place else "",
        "word": member.word,
        "says": " ".join(said) or ("No license listed." if member.consent else "Nothing is shared."),
    }


def changed(members: Sequence[Member], before: TeamCheck | None) -> list[tuple[Member, str]]:
    """Whose word is another than in the last report, with that word. Who is new is not changed."""
    words = before.words if before else {}
    pairs = [(member, words.get(str(member.invitation.pk), "")) for member in members]
    return [(member, was) for member, was in pairs if was and was != member.word]
