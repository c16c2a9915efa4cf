"""Counting how a question was answered, for its statistics: once for each learner's first attempt."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from . import grading, kinds
from .models import AttemptItem, ItemGrade, ItemTally

ONE_MORE = """
INSERT INTO quizzes_itemtally (version_id, response, fraction, rest, count)
VALUES {rows}
    ON CONFLICT (version_id, response, fraction, rest)
    DO UPDATE SET count = quizzes_itemtally.count + excluded.count
"""
HUNDREDTHS = Decimal("0.0001")
LONGEST = 255

type Key = tuple[int, str, Decimal, Decimal]


def tally(items: Sequence[AttemptItem], grade: grading.Grade) -> None:
    """Count a graded attempt. One statement; rows in one order, so that two submits never wait for each other."""
    add(Counter(keys_of(items, grade.fractions)))


def keys_of(items: Sequence[AttemptItem], fractions: Mapping[Any, Decimal]) -> Iterable[Key]:
    """What each item of a paper counts as."""
    total = sum((fractions[item.pk] * item.points for item in items), Decimal())
    most = sum((item.points for item in items), Decimal())
    for item in items:
        others = most - item.points
        rest = (total - fractions[item.pk] * item.points) * 100 / others if others else Decimal()
        yield item.version_id, chosen(item), fractions[item.pk], rest.quantize(HUNDREDTHS)


def chosen(item: AttemptItem) -> str:
    """The options that an answer chose, as one text. Empty for a blank, and for kinds without options."""
    response = item.answer_response  # type: ignore[attr-defined]  # with_answer()
    offered = {*kinds.rule(item.version.kind).parts(item.version.payload), "true", "false"}
    values = [response] if isinstance(response, str) else response if isinstance(response, list) else []
    text = ",".join(sorted(str(value) for value in values))
    return text if values and set(values) <= offered and len(text) <= LONGEST else ""


def add(counted: Counter[Key]) -> None:
    rows = sorted(counted.items())
    if not rows:
        return
    fraction, rest = (ItemTally._meta.get_field(name) for name in ("fraction", "rest"))
    values = [
        [
            version,
            response,
            fraction.get_db_prep_save(earned, connection),  # type: ignore[union-attr]
            rest.get_db_prep_save(share, connection),  # type: ignore[union-attr]
            count,
        ]
        for (version, response, earned, share), count in rows
    ]
    statement = ONE_MORE.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(values)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in values for value in row])


@transaction.atomic
def rebuild() -> int:
    """Count everything anew from the grades. Returns how many attempts were counted."""
    first = ItemGrade.objects.filter(item=OuterRef("pk"), sequence=1)
    items = (
        AttemptItem.objects.filter(attempt__number=1, attempt__results__sequence=1)
        .select_related("version")
        .annotate(
            fraction=Subquery(first.values("fraction")),
            answer_response=Subquery(first.values("answer__response")),
        )
        .order_by("attempt", "position")
    )
    papers: dict[int, list[AttemptItem]] = {}
    for item in items.iterator(chunk_size=2000):
        papers.setdefault(item.attempt_id, []).append(item)
    ItemTally.objects.all().delete()
    for paper in papers.values():
        add(Counter(keys_of(paper, {item.pk: item.fraction for item in paper})))  # type: ignore[attr-defined]
    return len(papers)
