"""Acknowledging who controls a course's content and what they gain from it, before the first lesson."""

from django.db import transaction
from django.utils import timezone

from .canonical import sha256
from .models import Acknowledgement, Edition, Enrolment


def asked_by(edition: Edition) -> str:
    """The exact text that learners of an edition acknowledge. Empty: the course doesn't ask."""
    return edition.manifest["disclosure"] if edition.manifest.get("asks_to_acknowledge") else ""


def is_owed(enrolment: Enrolment, edition: Edition) -> bool:
    """Whether this learner has still to acknowledge it. Who has finished a step has begun, and isn't asked."""
    text = asked_by(edition)
    if not text or enrolment.step_records.exists():
        return False
    return not Acknowledgement.objects.filter(enrolment=enrolment, digest=sha256(text)).exists()


@transaction.atomic
def acknowledge(enrolment: Enrolment, edition: Edition) -> Acknowledgement:
    """Keep the text and the time. The first time stands; a second changes nothing."""
    text = asked_by(edition)
    values = {"edition": edition, "text": text, "at": timezone.now()}
    kept, _ = Acknowledgement.objects.get_or_create(enrolment=enrolment, digest=sha256(text), defaults=values)
    return kept
