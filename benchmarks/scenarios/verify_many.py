from benchmarks.certificates import issued
from benchmarks.scenario import Scenario
from certificates import codes


def requests(world):
    """A thousand codes, most of them nobody's: what was sent, looked up, counted. Each address may send sixty."""
    listed = [certificate.code for certificate in issued(world, 24)]
    text = "\n".join(listed + [codes.new() for _ in range(1000 - len(listed))])
    addresses = [f"10.0.{n >> 8}.{n & 255}" for n in range(400)]
    return [
        world.visitor.post("/verify/many/", {"codes": text}, **{"X-Forwarded-For": address})
        for address in addresses
    ]


SCENARIO = Scenario("verify_many", "A list of 1,000 codes", requests, statements=3, expects="not confirmed")
