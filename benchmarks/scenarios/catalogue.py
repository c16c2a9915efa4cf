from benchmarks.scenario import Scenario


def requests(world):
    return [world.visitor.get("/")]


SCENARIO = Scenario("catalogue", "Catalog, anonymous", requests, statements=8, expects="course-list")
