"""What of a question decides a score. Pure, and the same for every kind."""

from typing import Any

# What is only read. An accepted answer has no id, and so its text decides.
READ_ONLY = frozenset({"stem", "rationale", "feedback"})


def deciding(said: Any) -> Any:
    """The payload without what is only read: two that are equal here grade every response alike.

    The order of options says nothing; the order of items that have no fraction and no answer may be the key.
    """
    if isinstance(said, list):
        found = [deciding(each) for each in said]
        scored = all(isinstance(each, dict) and "id" in each and "fraction" in each for each in found)
        return sorted(found, key=lambda each: each["id"]) if scored else found
    if not isinstance(said, dict):
        return said
    dropped = READ_ONLY | ({"text", "label"} if "id" in said else frozenset())
    return {name: deciding(each) for name, each in said.items() if name not in dropped}
