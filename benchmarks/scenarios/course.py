from benchmarks.scenario import Scenario


def requests(world):
    return [learner.get(f"/learn/{world.code}/") for learner in world.learners]


SCENARIO = Scenario(
    "course",
    "Course with progress, signed in and enrolled",
    requests,
    statements=4,
    goal=0.25,
    expects="steps done",
)
