"""The one way to write the audit log."""

from django.db.models import Model

from .models import AuditEvent, User
from .request_ids import current_request_id


def audit(actor: User | None, action: str, on: Model, *, reason: str = "", **detail: object) -> AuditEvent:
    """Record that `actor` did `action` to `on`. None is the system itself.

    `detail` holds names of changed fields and ids, never personal data.
    """
    return AuditEvent.objects.create(
        actor=actor,
        action=action,
        object_label=on._meta.label,
        object_id=str(on.pk),
        reason=reason,
        request_id=current_request_id.get(),
        detail=detail,
    )
