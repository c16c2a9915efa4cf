"""Mail that is owed once. The row is the promise, the task only the nudge, and both commit together.

A mail is handed over at most once: when a crash falls between handing over and hearing back, the row stays
without `sent_at`, a registrar sees it, and nobody gets the mail twice.
"""

import logging
import random
import smtplib
import socket
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model
from django.tasks import task
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from .models import Mail, User

logger = logging.getLogger("fascia.mail")

ATTEMPTS = 6
# The server said no, or was never reached: nothing was handed over, so trying again sends nothing twice.
REFUSED = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    ConnectionRefusedError,
    socket.gaierror,
)


def owe(recipient: User, kind: str, about: Model | str, context: Mapping[str, object]) -> Mail | None:
    """Promise a mail and have it sent after the commit. None when the same mail was promised before.

    `kind` is "app/name" and names the templates app/emails/name.txt (its first line is the subject) and
    app/emails/name.html. `context` is plain JSON; templates also know `recipient`, `public_url` and `provider`.
    """
    with transaction.atomic():
        mail, claimed = Mail.objects.get_or_create(recipient=recipient, kind=kind, about=label(about))
        if not claimed:
            return None
        send.enqueue(mail.pk, dict(context))
    return mail


def label(about: Model | str) -> str:
    return about if isinstance(about, str) else f"{about._meta.label}:{about.pk}"


@task(backend="background")
def send(mail_id: int, context: dict, attempt: int = 1) -> str:
    """Send a promised mail. Run twice, it sends once.

    Raises Mail.DoesNotExist for a mail that was never promised, and what the mail server raised.
    """
    mail = Mail.objects.select_related("recipient").get(pk=mail_id)
    if not (mail.recipient.email and mail.recipient.is_active):
        return "nobody to send it to"
    message = render(mail, context)
    if not Mail.objects.filter(pk=mail_id, handed_over_at=None).update(handed_over_at=timezone.now()):
        return "handed over before"
    try:
        message.send()
    except REFUSED:
        Mail.objects.filter(pk=mail_id).update(handed_over_at=None)
        if not queue_again(mail_id, context, attempt):
            raise
        return "refused; queued again"
    Mail.objects.filter(pk=mail_id).update(sent_at=timezone.now())
    return "sent"


def queue_again(mail_id: int, context: dict, attempt: int) -> bool:
    """Put a refused mail back into the queue, later each time. False when it was tried often enough."""
    if attempt >= ATTEMPTS or not send.get_backend().supports_defer:
        return False
    delay = timedelta(minutes=min(60, 2**attempt) * (0.5 + random.random()))  # noqa: S311
    send.using(run_after=timezone.now() + delay).enqueue(mail_id, context, attempt + 1)
    logger.warning("mail refused; trying again", extra={"count": attempt})
    return True


def render(mail: Mail, context: Mapping[str, object]) -> EmailMultiAlternatives:
    return message_of(mail.kind, mail.recipient.email or "", {**context, "recipient": mail.recipient})


def message_of(kind: str, to: str, context: Mapping[str, object]) -> EmailMultiAlternatives:
    """A mail of a kind, ready to be sent to an address, whether or not it has an account."""
    app, name = kind.split("/")
    known = {**context, "public_url": settings.PUBLIC_URL, "provider": settings.PROVIDER}
    text = plain(f"{app}/emails/{name}.txt", known)
    subject, _, body = text.strip().partition("\n")
    message = EmailMultiAlternatives(subject, body.strip() + "\n", to=[to], headers=headers_of(context))
    message.attach_alternative(render_to_string(f"{app}/emails/{name}.html", known), "text/html")
    return message


def headers_of(context: Mapping[str, object]) -> dict[str, str]:
    """What lets a mail program offer "unsubscribe" by itself (RFC 8058), where the mail can be stopped."""
    if not (address := context.get("unsubscribe")):
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def plain(template: str, known: Mapping[str, object]) -> str:
    """Text is text: an ampersand in a title stays one."""
    return Engine.get_default().get_template(template).render(Context(dict(known), autoescape=False))
