"""How a request finds its attempt, and what every page of a sitting shows of it. Another's attempt is a 404."""

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, AttemptItem


def attempt_of(user, attempt_id) -> Attempt:
    attempts = Attempt.objects.visible_to(user).select_related(
        "step__edition", "enrolment__course", "enrolment__learner"
    )
    return get_object_or_404(attempts.defer("step__html"), public_id=attempt_id)


def item_at(attempt: Attempt, number: int) -> AttemptItem:
    items = attempt.items.select_related("version__question").with_answer().with_flag()
    item = items.filter(position=number).first()
    if item is None:
        raise Http404
    item.attempt = attempt
    return item


def squares_of(attempt: Attempt, current: int = 0) -> list[dict]:
    """The overview: each question with whether it is answered and flagged. One statement."""
    items = attempt.items.with_answer().with_flag().order_by("position")
    return [
        {
            "number": item.position,
            "url": reverse("quizzes:question", args=[attempt.public_id, item.position]),
            "answered": bool(item.answer_response),
            "flagged": item.flagged,
            "current": item.position == current,
        }
        for item in items
    ]


def clock(at: datetime, learner) -> str:
    """The time of day where the learner is: "12:03 PM"."""
    return f"{at.astimezone(ZoneInfo(learner.time_zone)):%-I:%M %p}"


def time_left(attempt: Attempt) -> dict[str, int | None]:
    """`seconds_left` by the server's clock: whole seconds until the deadline, rounded up; None without one."""
    if attempt.deadline_at is None:
        return {"seconds_left": None}
    return {"seconds_left": max(0, ceil((attempt.deadline_at - timezone.now()).total_seconds()))}
