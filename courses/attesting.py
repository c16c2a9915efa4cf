"""Confirming the name as on the licence, and the statement, at the end of a course."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .models import Attestation, EditionStep, Enrolment
from .progress import StepLocked, record_step, why_locked


@transaction.atomic
def attest(enrolment: Enrolment, step: EditionStep, *, name: str, at: datetime | None = None) -> Attestation:
    """Keep what the learner confirmed and record the step. The first time stands; a second changes nothing.

    `name` is clean and printable: see courses.names. Raises StepLocked.
    """
    at = at or timezone.now()
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    given = Attestation.objects.filter(enrolment=enrolment).first()
    if given:
        return given
    if reason := why_locked(enrolment, step):
        raise StepLocked(reason)
    attestation = Attestation.objects.create(
        enrolment=enrolment, edition_id=step.edition_id, name=name, statement=step.body["statement"], at=at
    )
    record_step(enrolment, step, at)
    return attestation
