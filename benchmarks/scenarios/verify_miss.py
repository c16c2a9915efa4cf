from datetime import timedelta

from django.utils import timezone

from benchmarks.scenario import Scenario
from certificates import codes
from certificates.limiting import EVERYBODY_HOUR, key
from certificates.models import MissCount


def requests(world):
    """Unknown codes in a flood: each is looked up, counted and asked to wait."""
    now = timezone.now()
    for later in (timedelta(), timedelta(hours=1)):
        MissCount.objects.update_or_create(
            key=key(EVERYBODY_HOUR, "", now + later),
            defaults={"count": 10 * EVERYBODY_HOUR.most, "expires_at": now + timedelta(days=1)},
        )
    return [world.visitor.get(f"/verify/{codes.new()}/") for _ in range(24)]


SCENARIO = Scenario(
    "verify_miss",
    "Unknown code, in a flood",
    requests,
    statements=2,
    against="ref_ins",
    expects="Wait a minute",
    status=429,
)
