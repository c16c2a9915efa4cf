"""Entering an accreditor's approval of an edition."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.auditing import audit
from accounts.models import User

from .models import Approval
from .policy import can


@transaction.atomic
def enter(approval: Approval, *, by: User) -> Approval:
    """Keep a new approval under the name of who entered it.

    Raises PermissionDenied for somebody who doesn't keep the records of this course.
    """
    if not can(by, "approve", approval.edition.course):
        raise PermissionDenied
    approval.entered_by = by
    approval.save()
    audit(by, "approval entered", approval, edition=approval.edition.number, hours=str(approval.hours))
    return approval
