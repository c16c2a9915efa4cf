from benchmarks.scenario import FRESH, Scenario
from benchmarks.sitters import ready, sitting_of, some_answer


def requests(world):
    """Answers to the choice questions of open attempts, each under an id of its own."""
    made = []
    for person in ready(world, 24):
        attempt = sitting_of(world, person)
        items = attempt.items.select_related("version").filter(version__kind__in=["single", "multiple"])
        item = items.order_by("position")[0]
        sent = {"item": item.position, "response": some_answer(item), "client_id": FRESH}
        made.append(person.post(f"/attempts/{attempt.public_id}/answer/", sent, as_json=True))
    return made


SCENARIO = Scenario(
    "answer_save",
    "One answer saved",
    requests,
    statements=3,
    against="ref_ins",
    goal={"sqlite": 0.35, "postgresql": 0.30},
    expects='"sequence"',
)
