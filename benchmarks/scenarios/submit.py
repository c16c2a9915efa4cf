from uuid import uuid4

from benchmarks.scenario import Scenario
from benchmarks.sitters import ready, sitting_of
from quizzes.models import Answer


def requests(world):
    """Each learner's submit of a paper with a blank in it. Once all have, the rest of a round is repeats."""
    return [handed_in(world, person) for person in ready(world)]


def handed_in(world, person):
    attempt = sitting_of(world, person)
    items = attempt.items.filter(version__kind="single")
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            item=item,
            client_id=uuid4(),
            sequence=1,
            response=item.option_order[0],
            received_at=attempt.opened_at,
        )
        for item in items
    )
    return person.post(f"/attempts/{attempt.public_id}/submit/", {})


SCENARIO = Scenario(
    "submit", "A quiz submitted and graded", requests, statements=8, against="ref_ins", status=302
)
