"""Answering a course's evaluation form."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from .models import EditionStep, Enrolment, Evaluation, EvaluationAnswer
from .progress import StepLocked, record_step, why_locked


@transaction.atomic
def evaluate(
    enrolment: Enrolment, step: EditionStep, answers: Mapping[UUID, int | str], at: datetime | None = None
) -> Evaluation:
    """Keep the answers and record the step. The first time stands; a second changes nothing.

    `answers`: a rating or a text by the question's id; what was passed over is left out. Raises StepLocked.
    """
    at = at or timezone.now()
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    given = Evaluation.objects.filter(enrolment=enrolment, step_key=step.key).first()
    if given:
        return given
    if reason := why_locked(enrolment, step):
        raise StepLocked(reason)
    evaluation = Evaluation.objects.create(
        enrolment=enrolment, edition_id=step.edition_id, step_key=step.key, digest=step.digest, at=at
    )
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(evaluation=evaluation, question=question, rating=answer)
        if isinstance(answer, int)
        else EvaluationAnswer(evaluation=evaluation, question=question, text=answer)
        for question, answer in answers.items()
    )
    record_step(enrolment, step, at)
    return evaluation
