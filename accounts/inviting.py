"""Employers ask their staff to share where their renewals stand. The mails go out by a sweep, a few a minute."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .auditing import audit
from .invitees import Invitee
from .mailing import REFUSED, message_of
from .models import Invitation, InvitationMail, Location, Membership, Organisation, User

logger = logging.getLogger("fascia.mail")

REMIND_AFTER = timedelta(days=7)
MOST_REMINDERS = 3
MAILS_A_SWEEP = 200
GIVE_UP_AFTER = timedelta(days=2)  # a server that refuses for so long goes on refusing
BATCH = 500


@transaction.atomic
def invite(organisation: Organisation, invitees: Sequence[Invitee], *, by: User) -> list[Invitation]:
    """Ask each of them, all or none. Whoever is on the team's list already is left as they are."""
    # Whoever holds the row decides: two lists at once cannot both find an address free.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    fresh = plan(organisation, invitees).fresh
    places = locations(organisation, {each.location for each in fresh if each.location})
    made = Invitation.objects.bulk_create(
        [
            Invitation(
                organisation=organisation,
                location=places.get(each.location.casefold()),
                email=each.email,
                name=each.name,
                invited_by=by,
            )
            for each in fresh
        ],
        batch_size=BATCH,
    )
    InvitationMail.objects.bulk_create([InvitationMail(invitation=each) for each in made], batch_size=BATCH)
    audit(by, "staff invited", organisation, count=len(made))
    return made


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do: whom it would invite, who is left as they are, which locations would be new."""

    fresh: tuple[Invitee, ...]
    listed: int
    new_locations: tuple[str, ...]


def plan(organisation: Organisation, invitees: Sequence[Invitee]) -> Plan:
    """Ask what `invite` would do. Writes nothing."""
    listed = set(organisation.invitations.open().values_list("email", flat=True))
    known = {each.name.casefold() for each in organisation.locations.all()}
    fresh = tuple(each for each in invitees if each.email not in listed)
    wanted = {each.location.casefold(): each.location for each in fresh if each.location}
    new = sorted(name for key, name in wanted.items() if key not in known)
    return Plan(fresh, len(invitees) - len(fresh), tuple(new))


def locations(organisation: Organisation, names: set[str]) -> dict[str, Location]:
    """Locations by their case-folded names; those that are new are added."""
    known = {each.name.casefold(): each for each in organisation.locations.all()}
    for name in sorted(names):
        if name.casefold() not in known:
            known[name.casefold()] = organisation.locations.create(name=name)
    return known


@transaction.atomic
def remind(organisation: Organisation, *, by: User) -> int:
    """Owe a reminder to whoever has not answered and was not written to this week. Returns to how many."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    silent = unanswered(organisation)
    InvitationMail.objects.bulk_create(
        [InvitationMail(invitation=each, number=each.last_number + 1) for each in silent], batch_size=BATCH
    )
    if silent:
        audit(by, "staff reminded", organisation, count=len(silent))
    return len(silent)


def unanswered(organisation: Organisation):
    """Who may be reminded today, each with its `last_number`."""
    return (
        organisation.invitations.open()
        .filter(consents=None)
        .annotate(last_number=Max("mails__number"), last_owed=Max("mails__owed_at"))
        .filter(last_number__lt=MOST_REMINDERS, last_owed__lt=timezone.now() - REMIND_AFTER)
    )


@transaction.atomic
def end(invitation: Invitation, *, by: User) -> None:
    """Take somebody off the team's list; what they shared is closed at once. Ending it twice changes nothing."""
    now = timezone.now()
    if Invitation.objects.filter(pk=invitation.pk, ended_at=None).update(ended_at=now):
        Membership.objects.filter(
            organisation=invitation.organisation_id, person=invitation.person_id, left_at=None
        ).update(left_at=now)
        audit(by, "staff member taken off", invitation)


def mail_invitations() -> int:
    """Send what is owed, oldest first. Returns how many were sent."""
    owed = InvitationMail.objects.filter(
        handed_over_at=None,
        owed_at__gt=timezone.now() - GIVE_UP_AFTER,
        invitation__ended_at=None,
        invitation__consents=None,
    )
    return sum(_send(mail) for mail in owed.select_related("invitation__organisation")[:MAILS_A_SWEEP])


def _send(mail: InvitationMail) -> bool:
    """At most once: when a crash falls between handing over and hearing back, it is not sent again."""
    mine = InvitationMail.objects.filter(pk=mail.pk, handed_over_at=None)
    if not mine.update(handed_over_at=timezone.now()):
        return False
    invitation = mail.invitation
    known = {
        "organisation": invitation.organisation.name,
        "page": f"{settings.PUBLIC_URL}/sharing/{invitation.public_id}/",
        "reminder": mail.number > 0,
    }
    try:
        message_of("accounts/invited", invitation.email, known).send()
    except REFUSED:
        logger.warning("invitation refused by the mail server", extra={"count": 1})
        InvitationMail.objects.filter(pk=mail.pk).update(handed_over_at=None)
        return False
    InvitationMail.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    return True
