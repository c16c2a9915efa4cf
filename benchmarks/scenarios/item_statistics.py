from decimal import Decimal

from benchmarks.scenario import Scenario
from quizzes import evaluating
from quizzes.models import ItemTally, QuestionVersion

ATTEMPTS = 20_000
SHARES = [Decimal(10 * tenth) for tenth in range(11)]  # percent of the rest of the paper


def requests(world):
    """The statistics of a quiz that so many people have sat."""
    for row in evaluating.evaluated(world.step("quiz"))[0]:
        ItemTally.objects.bulk_create(tallies(row.version), ignore_conflicts=True)
    return [world.visitor.get("/ref/items/")]


def tallies(version: QuestionVersion) -> list[ItemTally]:
    """Each option chosen by as many, whatever they earned on the rest."""
    options = version.payload.get("options") or [{"id": "", "fraction": "0"}]
    each = ATTEMPTS // (len(options) * len(SHARES))
    return [
        ItemTally(
            version=version,
            response=option["id"],
            fraction=max(Decimal(option["fraction"]), Decimal()),
            rest=rest,
            count=each,
        )
        for option in options
        for rest in SHARES
    ]


SCENARIO = Scenario(
    "item_statistics",
    "Statistics of all questions, 20,000 attempts",
    requests,
    statements=2,
    expects='"attempts"',
)
