"""The statistics of a quiz: its questions as an edition froze them, with what first attempts made of them."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import EditionStep

from .models import ItemTally, QuestionVersion
from .papers import frozen_questions
from .statistics import Statistics, alerts, covariance, reliability, statistics

# Plots are drawn in this many units from 0 to 100 percent.
WIDTH = 200


@dataclass(frozen=True)
class Row:
    """One question of the quiz."""

    version: QuestionVersion
    found: Statistics
    options: list[dict[str, Any]]
    alerts: list[str]

    @property
    def bar(self) -> int:
        return round((self.found.facility or 0) * WIDTH / 100)


def evaluated(step: EditionStep) -> tuple[list[Row], float | None]:
    """Each version that the edition may ask, the most questionable first, and Cronbach's α of a fixed form.

    Two statements at any size: the tallies stand for any number of attempts.
    """
    frozen = {(UUID(key), row["version"]) for key, row in frozen_questions(step).items()}
    there = QuestionVersion.objects.filter(question__public_id__in=[key for key, _ in frozen])
    versions = [v for v in there.select_related("question") if (v.question.public_id, v.number) in frozen]
    tallies: dict[int, list[ItemTally]] = defaultdict(list)
    for tally in ItemTally.objects.filter(version__in=[version.pk for version in versions]):
        tallies[tally.version_id].append(tally)
    rows = [row_of(version, statistics(tallies[version.pk])) for version in versions]
    rows.sort(key=lambda row: (-len(row.alerts), row.version.question.key))
    return rows, reliability_of(step, rows, tallies)


def row_of(version: QuestionVersion, found: Statistics) -> Row:
    options = version.payload.get("options", [])
    right = frozenset(o["id"] for o in options if Decimal(o["fraction"]) > 0)
    guess = (
        float(sum(Decimal(o["fraction"]) for o in options)) / len(options)
        if version.kind == "single"
        else None
    )
    shown = [
        {
            "text": option["text"],
            "right": option["id"] in right,
            "count": found.chosen.get(option["id"], 0),
            "percent": round(100 * found.chosen.get(option["id"], 0) / found.count) if found.count else 0,
        }
        for option in options
    ]
    return Row(version, found, shown, alerts(found, right, guess))


def reliability_of(step: EditionStep, rows: list[Row], tallies: dict[int, list[ItemTally]]) -> float | None:
    """Cronbach's α, for a quiz that asks everyone the same. None for a quiz that is drawn."""
    if any(len(pool["questions"]) > pool["draw"] for pool in step.body["pools"]) or not rows:
        return None
    count = len(rows)
    first = tallies[rows[0].version.pk]
    totals = [float(tally.fraction) + float(tally.rest) / 100 * (count - 1) for tally in first]
    variances = [(row.found.deviation or 0) ** 2 / 10_000 for row in rows]
    return reliability(variances, covariance(totals, totals, [t.count for t in first]))
