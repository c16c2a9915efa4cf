from benchmarks.scenario import Scenario
from benchmarks.sitters import ready


def requests(world):
    """Each learner's first start. Once all have started, the rest of a round goes on with what is open."""
    address = f"/learn/{world.code}/{world.step('quiz').slug}/quiz/"
    return [person.post(address, {}) for person in ready(world)]


SCENARIO = Scenario(
    "quiz_start", "A quiz started, its paper drawn", requests, statements=6, against="ref_ins", status=302
)
