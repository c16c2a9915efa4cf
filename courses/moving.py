"""What a move to a newer edition would mean for one learner. Reads only; `enrolling.move_to` moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from .completion import Record, finished
from .models import Edition, EditionStep, Enrolment, StepRecord


@dataclass(frozen=True, slots=True)
class Prospect:
    """Steps of the newer edition: finished and still counting, finished and rewritten, and those to come."""

    carried: Sequence[EditionStep]
    again: Sequence[EditionStep]
    ahead: Sequence[EditionStep]


def prospect(enrolment: Enrolment, newer: Edition) -> Prospect:
    """Two statements."""
    steps = list(EditionStep.objects.filter(edition=newer).defer("html", "body").order_by("position"))
    rows = StepRecord.objects.filter(enrolment=enrolment).values_list("step_key", "digest", "edition__major")
    records = [Record(*row) for row in rows]
    kept = finished(steps, records, newer.major)
    known = {record.step_key for record in records}
    return Prospect(
        carried=[step for step in steps if step.key in kept],
        again=[step for step in steps if step.key in known - kept],
        ahead=[step for step in steps if step.key not in known],
    )
