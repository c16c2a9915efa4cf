"""The watch list: who speaks for an employer is told when something that counted for their staff is revoked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.mailing import owe
from accounts.models import Grant, Invitation, Role, User
from certificates.models import CertificateEvent

KIND = "reports/revoked"
# So far back a sweep looks: long enough for a weekend without one. Each mail is owed once, whatever is retried.
LOOKS_BACK = timedelta(days=4)


def watch(now: datetime | None = None) -> int:
    """Owe every mail that has come. Returns how many. Only for staff who share at this moment."""
    now = now or timezone.now()
    return sum(
        owe(leader, KIND, about(invitation, event), said(invitation, event)) is not None
        for event, invitation in revoked(now - LOOKS_BACK)
        for leader in leaders(invitation)
    )


def revoked(since: datetime) -> Iterator[tuple[CertificateEvent, Invitation]]:
    """What was revoked, with each employer with whom its holder shares."""
    events = CertificateEvent.objects.filter(
        kind=CertificateEvent.Kind.REVOKED, at__gte=since
    ).select_related("certificate__completion__enrolment")
    by_person: dict[int, list[CertificateEvent]] = {}
    for event in events:
        by_person.setdefault(event.certificate.completion.enrolment.learner_id, []).append(event)
    sharing = Invitation.objects.sharing().filter(person__in=by_person).select_related("organisation")
    for invitation in sharing if by_person else ():
        for event in by_person[invitation.person_id]:  # type: ignore[index]  # who shares has an account
            yield event, invitation


def leaders(invitation: Invitation) -> list[User]:
    """Who speaks for the employer now."""
    scope = invitation.organisation.scope
    grants = Grant.objects.live().filter(role=Role.EMPLOYER, scope=scope, person__is_active=True)
    return [grant.person for grant in grants.select_related("person")]


def about(invitation: Invitation, event: CertificateEvent) -> str:
    """Once for each employer: somebody may speak for two."""
    return f"{event._meta.label}:{event.pk} {invitation.pk}"


def said(invitation: Invitation, event: CertificateEvent) -> dict[str, str]:
    """No course and no number: these are not shared."""
    at = event.at
    return {
        "name": invitation.name,
        "organisation": invitation.organisation.name,
        "on": f"{at:%b} {at.day}, {at.year}",
        "page": settings.PUBLIC_URL + reverse("reports:board", args=[invitation.organisation.public_id]),
    }
