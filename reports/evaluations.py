"""What learners thought of a course, without their names: counts of each rating, and what they wrote."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from courses.models import EditionStep, Evaluation, EvaluationAnswer

MOST_TEXTS = 500


ROW, LABELS, LONGEST = 28, 190, 360  # of the chart, in its own units: 600 wide


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave one rating, and where its bar stands in the chart. The longest bar is of the most frequent."""

    word: str
    count: int
    place: int
    width: int

    @property
    def y(self) -> int:
        return self.place * ROW + 4

    @property
    def text_y(self) -> int:
        return self.place * ROW + 19

    @property
    def end(self) -> int:
        """Where the number stands, behind the bar."""
        return LABELS + self.width + 8


@dataclass(slots=True)
class Summed:
    """One question of the form, in the words of its latest version."""

    question: UUID
    prompt: str
    scale: Sequence[str]
    counts: dict[int, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(self.counts.values()) or len(self.texts)

    @property
    def mean(self) -> Decimal | None:
        """Of 5, to a tenth."""
        given = sum(self.counts.values())
        total = sum(rating * count for rating, count in self.counts.items())
        return (Decimal(total) / given).quantize(Decimal("0.1")) if given else None

    @property
    def bars(self) -> list[Bar]:
        """From the best to the worst."""
        most = max(self.counts.values(), default=0) or 1
        ratings = range(len(self.scale), 0, -1)
        return [
            Bar(self.scale[rating - 1], count, place, LONGEST * count // most)
            for place, rating in enumerate(ratings)
            for count in (self.counts.get(rating, 0),)
        ]

    @property
    def height(self) -> int:
        return ROW * len(self.scale)


@dataclass(frozen=True, slots=True)
class Summary:
    """`given` forms of `completed` completions, question by question."""

    given: int
    questions: list[Summed]


def summary(course: int, begin: datetime, end: datetime) -> Summary:
    """Of the forms that were given from `begin` until before `end`. Three statements, however many."""
    given = Evaluation.objects.filter(enrolment__course=course, at__gte=begin, at__lt=end)
    forms = EditionStep.objects.filter(
        kind="evaluation", edition__course=course, edition__in=given.values("edition")
    ).defer("html")
    found: dict[UUID, Summed] = {}
    for form in forms.order_by("edition__major", "edition__minor", "position"):
        for question in form.body.get("questions", []):
            scale = form.body.get("scale", []) if question["kind"] == "rating" else []
            key = UUID(question["id"])
            found[key] = Summed(key, question["prompt"], scale)
    answers = EvaluationAnswer.objects.filter(evaluation__in=given).order_by("pk")
    for key, rating, text in answers.values_list("question", "rating", "text").iterator():
        summed = found.setdefault(key, Summed(key, "A question of an earlier form", []))
        if rating:
            summed.counts[rating] = summed.counts.get(rating, 0) + 1
        elif len(summed.texts) < MOST_TEXTS:
            summed.texts.append(text)
    return Summary(given.count(), list(found.values()))
