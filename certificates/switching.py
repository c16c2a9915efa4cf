"""Stopping all issuing within seconds, when something is wrong, and starting it again."""

from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User

from .models import IssuingSwitch


class IssuingHalted(RuntimeError):
    """Issuing is switched off for the whole site. Completions stand; the sweep issues once it is on again."""


def issuing_is_on() -> bool:
    latest = IssuingSwitch.objects.order_by("-pk").values_list("on", flat=True).first()
    return latest is not False


@transaction.atomic
def switch(*, on: bool, by: User | None, reason: str) -> IssuingSwitch:
    """Stop or start issuing. Done again, it is written down again."""
    row = IssuingSwitch.objects.create(on=on, at=timezone.now(), by=by, reason=reason)
    audit(by, f"issuing.{'resumed' if on else 'halted'}", row, reason=reason)
    return row
