"""How long answering an evaluation takes, and how long we ask of anybody. Pure."""

from collections.abc import Iterable

SECONDS = {"rating": 8, "text": 30}
PATIENCE = 120


def too_long(kinds: Iterable[str]) -> str:
    """Why questions of these kinds ask too much together. Empty: they don't."""
    takes = sum(SECONDS[kind] for kind in kinds)
    if takes <= PATIENCE:
        return ""
    return f"It takes about {takes} seconds to answer. Keep it under two minutes: ask less."
