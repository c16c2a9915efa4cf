"""How many unknown codes one address may try. Only misses are counted: an office that checks real ones is never slowed."""

from django.core.cache import cache

MISSES_A_MINUTE = 20


def may_miss(address: str) -> bool:
    """Take one of the address's places for unknown codes. False when all are taken; they free themselves.

    `add` is atomic in every cache backend (`incr` is not in the database's), so a place is never taken twice.
    """
    places = [f"verify-miss:{address}:{place}" for place in range(MISSES_A_MINUTE)]
    taken = cache.get_many(places)
    free = (place for place in places if place not in taken)
    return any(cache.add(place, 1, timeout=60) for place in free)
