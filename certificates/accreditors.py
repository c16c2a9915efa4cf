"""What each accreditor asks of a certificate: its fields, its words and its design. Pure.

Sources: NCBTMB's certificate FAQ; FAC 64B7-28.0096(3)(b) (Florida); 16 TAC 117.34(d) (Texas); Louisiana's
notes and reminders to providers; NAC 640C.130 (Nevada). What an accreditor's own words are, its approval says.
"""

from dataclasses import dataclass

from accounts.places import STATES

PLAIN, NCBTMB, BOARD, SAMPLE = "plain", "ncbtmb", "board", "sample"


@dataclass(frozen=True, slots=True)
class Accreditor:
    """`design` is a template's name; `state` a state's two letters, for a board."""

    design: str
    state: str = ""
    licence_number: bool = False
    course_number: str = "Course number"
    place: bool = False
    length: bool = False
    biographies: bool = False


_STATES = {
    "FL": Accreditor(BOARD, "FL", licence_number=True, course_number="Program number", length=True),
    "LA": Accreditor(BOARD, "LA", course_number="LCEU number"),
    "NV": Accreditor(BOARD, "NV", place=True, biographies=True),
    "TX": Accreditor(BOARD, "TX", place=True),
}
_TEXAS = ("tdlr", "texas department of licensing")


def accreditor(name: str) -> Accreditor:
    """What is asked by the accreditor that an approval names. One that we don't know asks for what all ask for."""
    lowered = f" {name.casefold()} "
    if "ncbtmb" in lowered or "national certification board" in lowered:
        return Accreditor(NCBTMB)
    if any(words in lowered for words in _TEXAS):
        return _STATES["TX"]
    # The longest first: West Virginia is not Virginia.
    for letters, state in sorted(STATES.items(), key=lambda item: -len(item[1])):
        if f" {state.casefold()} " in lowered:
            return _STATES.get(letters, Accreditor(BOARD, letters))
    return Accreditor(PLAIN)
