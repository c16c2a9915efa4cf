"""A reviewer from outside: invited by mail, reads the course as learners will, comments, and decides.

For a provider of one: the somebody else whose approval a release asks for. They need no account; the link is
the permission. It is signed, ends by itself, can be withdrawn, and is kept as its hash only.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from accounts.auditing import audit
from accounts.mailing import REFUSED, message_of
from accounts.models import Grant, Role, User

from . import outside_telling
from .canonical import sha256
from .models import CoursePage, OutsideComment, OutsideInvitation, OutsideVerdict
from .policy import can
from .vouching import approve_outside, content_sha256

logger = logging.getLogger("fascia.mail")

LASTS = timedelta(days=30)
GIVE_UP_AFTER = timedelta(days=2)  # a server that refuses for so long goes on refusing
MOST_COMMENTS = 200  # of one link
MAILS_A_SWEEP = 20
SALT = "courses.outside"


class Insider(Exception):
    """The mailbox belongs to somebody who writes the course, or who invites."""


class Invited(Exception):
    """An open link was sent to this address already."""


class TooMany(Exception):
    """As many comments as one link may leave."""


class Changed(Exception):
    """What is in the drafts isn't what was read."""


class Closed(Exception):
    """The link has ended, or was withdrawn. It opens nothing any more."""


def mailbox(address: str) -> str:
    """Whose letters an address is: case, a "+tag" and Gmail's dots lead to the same person."""
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def insiders(page: CoursePage, *also: User) -> set[str]:
    """The mailboxes of everybody who wrote a page of the course or may write one."""
    pages = page.get_descendants(inclusive=True)
    ids = [str(pk) for pk in pages.values_list("pk", flat=True)]
    drafted = Revision.page_revisions.filter(object_id__in=ids, user__isnull=False)
    writers = set(drafted.values_list("user", flat=True))
    writers |= set(pages.filter(owner__isnull=False).values_list("owner", flat=True))
    granted = Grant.objects.live().filter(role__in=[Role.INSTRUCTOR, Role.ADMINISTRATOR])
    granted = granted.filter(scope__in=["", f"course:{page.course.public_id}"])
    writers |= set(granted.values_list("person", flat=True)) | {person.pk for person in also}
    people = User.objects.filter(pk__in=writers)
    held = people.filter(emailaddress__isnull=False).values_list("emailaddress__email", flat=True)
    return {mailbox(address) for address in (*people.values_list("email", flat=True), *held) if address}


@transaction.atomic
def invite(page: CoursePage, *, by: User, email: str, name: str, message: str = "") -> OutsideInvitation:
    """Ask somebody from outside. The mail goes out within a minute.

    Raises PermissionDenied, Insider and Invited.
    """
    if not can(by, "invite outside", page.course):
        raise PermissionDenied
    if mailbox(email) in insiders(page, by):
        raise Insider
    now = timezone.now()
    earlier = OutsideInvitation.objects.select_for_update().filter(
        course=page.course, email__iexact=email, withdrawn_at=None
    )
    if earlier.filter(expires_at__gt=now).exists():
        raise Invited
    earlier.update(withdrawn_at=now)  # it had ended by itself
    made = OutsideInvitation(
        course=page.course,
        email=email.lower(),
        name=name,
        message=message,
        invited_by=by,
        expires_at=now + LASTS,
    )
    made.token_sha256 = digest(token_of(made))
    made.save()
    audit(by, "outside reviewer invited", made)
    return made


def token_of(invitation: OutsideInvitation) -> str:
    """The secret of the link: made anew for the mail, never stored."""
    return signing.Signer(salt=SALT).sign(invitation.public_id.hex)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def opened_by(token: str) -> OutsideInvitation | None:
    """What a link opens. None for a forged one. Raises Closed."""
    try:
        signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    found = OutsideInvitation.objects.filter(token_sha256=digest(token))
    if (opens := found.open().select_related("course", "invited_by").first()) is None and found.exists():
        raise Closed
    return opens


def held_open(invitation: OutsideInvitation) -> OutsideInvitation:
    """The row, locked: no verdict gets past a withdrawal. Raises Closed."""
    held = OutsideInvitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise Closed
    return held


@transaction.atomic
def withdraw(invitation: OutsideInvitation, *, by: User) -> None:
    """Close the link at once. Twice changes nothing. Raises PermissionDenied."""
    if not can(by, "invite outside", invitation.course):
        raise PermissionDenied
    if OutsideInvitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    ):
        audit(by, "outside link withdrawn", invitation)


def mail_outside() -> int:
    """Send the invitations that are owed, oldest first. Returns how many were sent."""
    owed = OutsideInvitation.objects.open().filter(
        handed_over_at=None, invited_at__gt=timezone.now() - GIVE_UP_AFTER
    )
    return sum(
        _send(each) for each in owed.select_related("course", "invited_by").order_by("pk")[:MAILS_A_SWEEP]
    )


def _send(invitation: OutsideInvitation) -> bool:
    """At most once: when a crash falls between handing over and hearing back, it is not sent again."""
    mine = OutsideInvitation.objects.filter(pk=invitation.pk, handed_over_at=None)
    if not mine.update(handed_over_at=timezone.now()):
        return False
    page = CoursePage.objects.filter(course=invitation.course).first()
    ends = invitation.expires_at
    known = {
        "name": invitation.name,
        "inviter": invitation.invited_by.name,
        "course": page.title if page else invitation.course.code,
        "message": invitation.message,
        "ends": f"{ends:%b} {ends.day}, {ends.year}",
        "page": settings.PUBLIC_URL + reverse("courses:outside", args=[token_of(invitation)]),
    }
    try:
        message_of("courses/outside", invitation.email, known).send()
    except REFUSED:
        logger.warning("outside invitation refused by the mail server", extra={"count": 1})
        OutsideInvitation.objects.filter(pk=invitation.pk).update(handed_over_at=None)
        return False
    OutsideInvitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())
    return True


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as its newest draft says, and that draft. Without one, the page as it is published."""

    page: Any
    revision: Revision | None


def drafts(page: CoursePage) -> list[Draft]:
    """The course and its steps, in order: all that a release would ask about. Not what was taken out for good."""
    found = []
    for each in (page, *page.get_children().filter(expired=False).specific().order_by("path")):
        revision = each.get_latest_revision()
        found.append(Draft(revision.as_object() if revision else each, revision))
    return found


def content_of(found: list[Draft]) -> dict[str, str]:
    """The digest of each draft, by the page's id."""
    return {str(draft.page.pk): content_sha256(draft.page) for draft in found}


@transaction.atomic
def comment(
    invitation: OutsideInvitation, page: Page, *, text: str, block: str = "", excerpt: str = ""
) -> OutsideComment:
    """Keep what the reviewer says. Raises TooMany and Closed."""
    held_open(invitation)
    if invitation.comments.count() >= MOST_COMMENTS:
        raise TooMany
    return OutsideComment.objects.create(
        invitation=invitation,
        page_id=page.pk,
        page_title=page.title,
        block=block,
        excerpt=excerpt[:100],
        text=text,
    )


@transaction.atomic
def decide(
    invitation: OutsideInvitation, *, approved: bool, name: str, qualifications: str, words: str, seen: str
) -> OutsideVerdict:
    """Record a verdict. An approval publishes exactly the drafts that were read, and counts as the review of each.

    `seen` is the digest of what was on the page. Raises Closed, Changed, and Insider for somebody who writes by now.
    """
    held = held_open(invitation)
    page = CoursePage.objects.select_related("course").get(course=held.course_id)
    if mailbox(held.email) in insiders(page, held.invited_by):
        raise Insider
    found = drafts(page)
    content = content_of(found)
    if sha256(content) != seen:
        raise Changed
    said = {"approved": approved, "sha256": seen}
    if approved and (before := OutsideVerdict.objects.filter(invitation=held, **said).first()):
        return before
    verdict = OutsideVerdict.objects.create(
        invitation=held, name=name, qualifications=qualifications, words=words, content=content, **said
    )
    if approved:
        for each in found:
            _publish(each, verdict)
    audit(None, "outside review", verdict, approved=approved, sha256=seen)
    outside_telling.tell(verdict)
    return verdict


def _publish(draft: Draft, verdict: OutsideVerdict) -> None:
    """What was read becomes what is published, and the approval is kept of both. Nothing else is vouched for."""
    revision_id = draft.revision.pk if draft.revision else None
    approve_outside(draft.page, verdict=verdict, revision_id=revision_id)
    if draft.revision is None:
        return
    draft.revision.publish(skip_permission_checks=True)
    if not draft.revision.approved_go_live_at:  # published now; a later day publishes these very words
        stored = Page.objects.get(pk=draft.page.pk)
        approve_outside(stored, verdict=verdict, revision_id=revision_id)
