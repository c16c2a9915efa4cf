from benchmarks.scenario import Scenario


def requests(world):
    """The longest lesson that is open to somebody half-way."""
    lessons = [step for step in world.steps if step.kind == "lesson"]
    longest = max(lessons[: len(lessons) // 2], key=lambda step: step.words)
    return [learner.get(f"/learn/{world.code}/{longest.slug}/") for learner in world.learners]


SCENARIO = Scenario(
    "lesson", "Lesson, signed in and enrolled", requests, statements=2, goal=0.30, expects='id="title"'
)
