"""Somebody whom an employer asks. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invitee:
    """A line of an employer's list. `email` is in lower case; an empty `location` is none."""

    email: str
    name: str
    location: str = ""
