from benchmarks.certificates import issued
from benchmarks.scenario import Scenario


def requests(world):
    return [world.visitor.get(f"/verify/{certificate.code}/") for certificate in issued(world, 24)]


SCENARIO = Scenario(
    "verify_hit",
    "Certificate by its code, everything checked",
    requests,
    statements=1,
    goal=0.55,
    expects="The signature matches the text.",
)
