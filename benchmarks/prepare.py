"""Run once a database: tables, content, learners. Then says which requests to send, as JSON.

python -m benchmarks.prepare make SIZE
python -m benchmarks.prepare plan [scenario …]
"""

import json
import sys
from dataclasses import asdict

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # needs the settings
from django.db import connection  # noqa: E402

from . import counting, world  # noqa: E402
from .models import Mark  # noqa: E402
from .scenario import REFERENCES, found  # noqa: E402


def make(size: str) -> None:
    call_command("migrate", verbosity=0, run_syncdb=True)
    call_command("createcachetable")
    Mark.objects.create(word="one")  # the first has the key 1
    world.prepare(int(size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(only: list[str]) -> list[dict]:
    """Each scenario with its requests and the statements that they make."""
    here = world.World()
    planned = []
    for scenario in [*REFERENCES, *found(only)]:
        requests = scenario.requests(here)
        planned.append(
            {
                "name": scenario.name,
                "what": scenario.what,
                "against": scenario.against,
                "goal": scenario.goal_on(connection.vendor),
                "status": scenario.status,
                "statements": counting.statements(scenario, requests),
                "declared": scenario.statements_on(connection.vendor),
                "requests": [asdict(request) for request in requests],
            }
        )
    return planned


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        json.dump(plan(sys.argv[2:]), sys.stdout)
