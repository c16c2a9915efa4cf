"""How often somebody may ask for what is dear to give."""

from django.core.cache import cache

HOUR = 3600  # seconds


def too_often(what: str, most: int) -> bool:
    """Count one more within the hour. Whether `what` was asked for more than `most` times in it."""
    cache.add(what, 0, HOUR)
    return cache.incr(what) > most
