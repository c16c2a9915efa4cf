"""Identities that are computed from names, so that loading twice, or on two machines, gives the same ones. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from .formats.sources import Attestation, Bank, Course, Lesson, Question, Quiz, Reference, Source

NAMESPACE = UUID("8f6c2f5e-3b0a-5d0b-9a51-4b3f0d6c7e21")
SEVEN_PLACES = Decimal("0.0000001")

type Key = tuple[str, str]


def key_of(source: Source) -> Key:
    """What kind of thing a source is, and its name among those. Steps of all kinds share their names."""
    match source:
        case Reference():
            return "reference", source.key
        case Course():
            return "course", source.code
        case Lesson() | Quiz() | Attestation():
            return "step", f"{source.course}/{source.id}"
        case Bank():
            return "bank", source.code
        case Question():
            return "question", f"{source.bank}/{source.id}"


def objective_id(course: str, objective: str) -> UUID:
    return uuid5(NAMESPACE, f"objective/{course}/{objective}")


def step_key(course: str, step: str) -> UUID:
    return uuid5(NAMESPACE, f"step/{course}/{step}")


def block_id(course: str, lesson: str, key: str) -> str:
    return str(uuid5(NAMESPACE, f"block/{course}/{lesson}/{key}"))


def citation_id(block: str, reference: str) -> str:
    return str(uuid5(NAMESPACE, f"citation/{block}/{reference}"))


def reference_id(key: str) -> UUID:
    return uuid5(NAMESPACE, f"reference/{key}")


def question_id(bank: str, question: str) -> UUID:
    return uuid5(NAMESPACE, f"question/{bank}/{question}")


def option_id(bank: str, question: str, choice: str) -> str:
    return str(uuid5(NAMESPACE, f"question/{bank}/{question}/{choice}"))


def fraction(right: int, is_right: bool, is_single: bool) -> str:
    """What an option is worth, as text: each right one an equal share, each wrong one as much less.

    A single question takes nothing away: its wrong options are worth 0.
    """
    if is_single:
        return "1" if is_right else "0"
    share = (Decimal(1) / right).quantize(SEVEN_PLACES, ROUND_HALF_UP).normalize()
    return f"{share if is_right else -share:f}"
