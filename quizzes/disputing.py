"""A learner says that a question is wrong; a person answers. Neither changes a grade: a regrade does."""

from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from .models import AttemptItem, Dispute


@transaction.atomic
def dispute(item: AttemptItem, text: str) -> Dispute:
    """Record what a learner says is wrong. Saying it again returns what was said first."""
    said, made = Dispute.objects.get_or_create(item=item, defaults={"text": text, "at": timezone.now()})
    if made:
        audit(item.attempt.enrolment.learner, "question disputed", said, item=item.pk)
    return said


@transaction.atomic
def answer(said: Dispute, text: str, *, by: User) -> Dispute:
    """Answer it, once. A second answer changes nothing. Raises ValueError for an empty one."""
    if not text.strip():
        raise ValueError("Say what was found.")
    open_ = Dispute.objects.filter(pk=said.pk, answered_at=None)
    if open_.update(answer=text, answered_by=by, answered_at=timezone.now()):
        audit(by, "dispute answered", said)
    said.refresh_from_db()
    return said
