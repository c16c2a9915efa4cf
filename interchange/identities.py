"""Identities that are computed from names, so that loading twice, or on two machines, gives the same ones. Pure."""

from dataclasses import dataclass, replace
from string import ascii_lowercase
from uuid import UUID, uuid5

from courses.rulebooks import Body

from .formats.sources import (
    Attestation,
    Bank,
    Course,
    Evaluation,
    Lesson,
    Medium,
    Question,
    Quiz,
    Reference,
    Source,
    StoredMedium,
    Term,
)

NAMESPACE = UUID("8f6c2f5e-3b0a-5d0b-9a51-4b3f0d6c7e21")
# What a part of a question may be called in a file.
PART_KEYS = (*ascii_lowercase, *map(str, range(1, 100)))

type Key = tuple[str, str]


def key_of(source: Source) -> Key:
    """What kind of thing a source is, and its name among those. Steps of all kinds share their names."""
    match source:
        case Reference():
            return "reference", source.key
        case Term():
            return "term", source.key
        case Medium() | StoredMedium():
            return "medium", source.path
        case Course():
            return "course", source.code
        case Lesson() | Quiz() | Evaluation() | Attestation():
            return "step", f"{source.course}/{source.id}"
        case Bank():
            return "bank", source.code
        case Question():
            return "question", f"{source.bank}/{source.id}"
        case Body():
            return "body", source.code


def objective_id(course: str, objective: str) -> UUID:
    return uuid5(NAMESPACE, f"objective/{course}/{objective}")


def step_key(course: str, step: str) -> UUID:
    return uuid5(NAMESPACE, f"step/{course}/{step}")


def block_id(course: str, lesson: str, key: str) -> str:
    return str(uuid5(NAMESPACE, f"block/{course}/{lesson}/{key}"))


def citation_id(block: str, reference: str) -> str:
    return str(uuid5(NAMESPACE, f"citation/{block}/{reference}"))


def term_id(key: str) -> UUID:
    return uuid5(NAMESPACE, f"term/{key}")


def reference_id(key: str) -> UUID:
    return uuid5(NAMESPACE, f"reference/{key}")


def question_id(bank: str, question: str) -> UUID:
    return uuid5(NAMESPACE, f"question/{bank}/{question}")


def option_id(bank: str, question: str, choice: str) -> str:
    return str(uuid5(NAMESPACE, f"question/{bank}/{question}/{choice}"))


def prompt_id(course: str, step: str, key: str) -> str:
    """The id of what an evaluation asks. One that was named by no file has its id for a key."""
    return key if len(key) == 36 else str(uuid5(NAMESPACE, f"prompt/{course}/{step}/{key}"))


def prompt_key(course: str, step: str, identity: str) -> str:
    return next((key for key in PART_KEYS if prompt_id(course, step, key) == identity), identity)


@dataclass(frozen=True)
class Names:
    """The ids of a question's parts. A part that was named by no file has its id for a key."""

    bank: str
    question: str

    def id(self, key: str) -> str:
        return key if len(key) == 36 else option_id(self.bank, self.question, key)

    def key(self, identity: str) -> str:
        return next((key for key in PART_KEYS if self.id(key) == identity), identity)

    def inside(self, part: str) -> "Names":
        """The names of what stands inside a part."""
        return replace(self, question=f"{self.question}/{part}")
