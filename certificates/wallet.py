"""What a holder shows of their certificates, to whom they choose, for a time; and who looked."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from .models import Certificate, LinkLook, SharedCertificate, ShareLink
from .policy import can, require

# More than anybody keeps apart.
MOST = 50
What = LinkLook.What


class TooManyLinks(ValueError):
    """The holder has as many live links as they may have."""


@transaction.atomic
def make_link(
    certificates: Sequence[Certificate], *, by: User, lasts: timedelta, note: str = ""
) -> ShareLink:
    """A link that shows these, and nothing else, until it ends. Raises PermissionDenied and TooManyLinks."""
    if not certificates:
        raise ValueError("A link shows at least one certificate.")
    for certificate in certificates:
        require(by, "share", certificate)
    User.objects.select_for_update().get(pk=by.pk)
    if ShareLink.objects.live().filter(holder=by).count() >= MOST:
        raise TooManyLinks(f"{MOST} links are open. Withdraw one first.")
    now = timezone.now()
    link = ShareLink.objects.create(
        token=secrets.token_urlsafe(24), holder=by, note=note, made_at=now, expires_at=now + lasts
    )
    SharedCertificate.objects.bulk_create(
        SharedCertificate(link=link, certificate=certificate) for certificate in certificates
    )
    audit(by, "share_link.made", link, certificates=len(certificates), until=link.expires_at.isoformat())
    return link


@transaction.atomic
def withdraw_link(link: ShareLink, *, by: User) -> ShareLink:
    """From now on it opens nothing. Withdrawing twice changes nothing. Raises PermissionDenied."""
    if not can(by, "withdraw", link):
        raise PermissionDenied("This link isn't yours.")
    link = ShareLink.objects.select_for_update().get(pk=link.pk)
    if link.withdrawn_at is None:
        link.withdrawn_at = timezone.now()
        link.save(update_fields=["withdrawn_at"])
        audit(by, "share_link.withdrawn", link)
    return link


def opened(token: str) -> ShareLink | None:
    """The live link behind an address. None for one that ended, and for one that never was."""
    return ShareLink.objects.live().filter(token=token).first()


def note_look(link: ShareLink, what: What) -> None:
    LinkLook.objects.create(link=link, what=what, at=timezone.now())
