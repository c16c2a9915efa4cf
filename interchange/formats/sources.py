"""What content/ says, as plain values: the middle between files and the database."""

from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha1, sha256
from json import dumps
from typing import Any

from courses.rulebooks import Body, body_as_json

SCHEMA = "1"

VERDICTS = ("supported", "mixed", "contested", "contradicted", "hypothesis")
CERTAINTIES = ("high", "moderate", "low", "very-low")
CALLOUTS = ("pearl", "caution", "contraindication", "red-flag")
PLACEMENTS = ("block", "inline")
MODES = ("home-study", "live", "webinar")
LEVELS = ("remember", "understand", "apply", "analyze", "evaluate", "create")
STEP_KINDS = ("lesson", "quiz", "evaluation", "attestation")
PRESETS = ("practice", "post-test", "reflection")
RECORDED = (".mp4", ".webm", ".m4a", ".mp3")
REVEALS = ("during", "after", "settled")
PROMPTS = {"rate": "rating", "ask": "text"}  # the word for each kind, and what the form calls it


@dataclass(frozen=True)
class Reference:
    key: str
    authors: str
    title: str
    year: str
    published_in: str
    doi: str
    pmid: str
    url: str
    bibtex: str
    retracted: date | None = None
    review_by: date | None = None


@dataclass(frozen=True)
class Term:
    """A word of the glossary."""

    key: str
    term: str
    definition: str


@dataclass(frozen=True)
class Medium:
    """A file that lessons show or offer, by where it stands in content/: media/x.svg, courses/<code>/media/x.pdf."""

    path: str
    content: bytes = field(repr=False)

    @property
    def is_image(self) -> bool:
        return not self.path.endswith((".pdf", *RECORDED))

    @property
    def is_recorded(self) -> bool:
        return self.path.endswith(RECORDED)


@dataclass(frozen=True)
class StoredMedium:
    """A file of content/ as the database has it: by its SHA-1, which Wagtail keeps of every upload."""

    path: str
    sha1: str


@dataclass(frozen=True)
class Instructor:
    name: str
    credentials: str
    biography: str


@dataclass(frozen=True)
class Objective:
    id: str
    bloom: str
    statement: str

    @property
    def number(self) -> int:
        return int(self.id.removeprefix("LO"))


@dataclass(frozen=True)
class Course:
    """`steps` are the ids of its steps in order. They come from the names of the files.

    `requires` are the codes of courses to complete first; `address` is "" where it is the code.
    """

    code: str
    title: str
    promise: str
    description: str
    audience: str
    prerequisites: str
    medium: str
    mode: str
    price: str
    reviewed: date
    review_by: date
    instructors: tuple[Instructor, ...]
    disclosure: str
    refund: str
    cancellation: str
    grievance: str
    accessibility: str
    objectives: tuple[Objective, ...]
    steps: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    acknowledge: bool = True
    address: str = ""


@dataclass(frozen=True)
class Text:
    key: str
    text: str


@dataclass(frozen=True)
class Claim:
    key: str
    statement: str
    verdict: str
    certainty: str
    measured: str
    citations: tuple[str, ...]
    reviewed: date
    review_by: date
    placement: str = PLACEMENTS[0]


@dataclass(frozen=True)
class Callout:
    key: str
    kind: str
    title: str
    text: str


@dataclass(frozen=True)
class Figure:
    """`image` is the name of a file in the course's folder media/, or else in the one of all courses."""

    key: str
    image: str
    alt: str
    caption: str
    description: str
    credit: str
    licence: str


@dataclass(frozen=True)
class Table:
    key: str
    caption: str
    table: str
    row_headers: bool


@dataclass(frozen=True)
class Download:
    """`document` is the name of a file, as a figure's image is."""

    key: str
    document: str
    title: str
    text: str


@dataclass(frozen=True)
class Recorded:
    """`recording` is the name of a file, as a figure's image is; `captions` are WebVTT."""

    key: str
    recording: str
    title: str
    captions: str
    transcript: str
    credit: str
    licence: str


@dataclass(frozen=True)
class Video(Recorded):
    """`described`: all that matters in the picture is said aloud, too."""

    described: bool = False


@dataclass(frozen=True)
class Audio(Recorded):
    pass


@dataclass(frozen=True)
class Check:
    """`question` is a question of a bank: "bank/id"."""

    key: str
    question: str


type Block = Text | Claim | Callout | Figure | Video | Audio | Table | Download | Check


@dataclass(frozen=True)
class Lesson:
    course: str
    id: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    blocks: tuple[Block, ...]
    required: bool = True


@dataclass(frozen=True)
class Pool:
    """Draw so many questions of a bank; of one objective or with one tag, unless that is empty."""

    bank: str
    objective: str
    draw: int
    tag: str = ""
    safety: int = 0


@dataclass(frozen=True)
class ClosingWords:
    """For who reached a share of the points: of the whole quiz, or of one objective."""

    at_least: int
    text: str
    objective: str = ""


@dataclass(frozen=True)
class Quiz:
    """`questions` are asked in every attempt, each named "bank/id". `pass_mark` None: as the preset says."""

    course: str
    id: str
    title: str
    introduction: str
    pass_mark: int | None
    attempts: int
    pools: tuple[Pool, ...]
    preset: str = "post-test"
    time_limit: int = 0
    cool_down: int = 0
    reveal: str = ""
    confidence: bool = False
    shuffles_questions: bool = True
    shuffles_options: bool = True
    questions: tuple[str, ...] = ()
    feedback: tuple[ClosingWords, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Prompt:
    """What an evaluation asks. `kind` is one of PROMPTS."""

    key: str
    kind: str
    prompt: str


@dataclass(frozen=True)
class Evaluation:
    course: str
    id: str
    title: str
    introduction: str
    prompts: tuple[Prompt, ...]
    required: bool = True


@dataclass(frozen=True)
class Attestation:
    course: str
    id: str
    title: str
    statement: str
    required: bool = True


type Step = Lesson | Quiz | Evaluation | Attestation


@dataclass(frozen=True)
class Question:
    """`course` is its bank's: whose objectives and lessons it names. `body` is what its kind alone says."""

    course: str
    bank: str
    id: str
    kind: str
    objective: str
    bloom: str
    answered_in: str
    references: tuple[str, ...]
    tags: tuple[str, ...]
    must_pass: bool
    stem: str
    body: dict[str, Any]
    rationale: str


@dataclass(frozen=True)
class Bank:
    """`course` is whose objectives and lessons its questions name; `parent` the bank that it stands under."""

    code: str
    title: str
    course: str
    parent: str = ""


@dataclass(frozen=True)
class Library:
    """All of content/."""

    references: tuple[Reference, ...] = ()
    terms: tuple[Term, ...] = ()
    media: tuple[Medium, ...] = ()
    courses: tuple[Course, ...] = ()
    steps: tuple[Step, ...] = ()
    banks: tuple[Bank, ...] = ()
    questions: tuple[Question, ...] = ()
    bodies: tuple[Body, ...] = ()


type Source = (
    Reference
    | Term
    | Medium
    | StoredMedium
    | Course
    | Lesson
    | Quiz
    | Evaluation
    | Attestation
    | Bank
    | Question
    | Body
)

# Words that the format did not have from the beginning, and what is so without them: digests are as they were.
LATER = {
    "parent": "",
    "requires": (),
    "acknowledge": True,
    "address": "",
    "required": True,
    "retracted": None,
    "review_by": None,
}


def digest(source: Source) -> str:
    """SHA-256 of a source's values: equal for equal content, however its file is laid out.

    The order of tags and objectives says nothing, and neither does where a bank looks its objectives up.
    """
    if isinstance(source, Medium):
        # Not against forgers: whether a file changed since it was loaded.
        source = StoredMedium(source.path, sha1(source.content, usedforsecurity=False).hexdigest())
    plain = body_as_json(source) if isinstance(source, Body) else asdict(source)
    values = {"kind": type(source).__name__, **plain}
    values["shapes"] = [type(block).__name__ for block in getattr(source, "blocks", ())]
    for name in ("tags", "objectives"):
        if name in values:
            values[name] = sorted(values[name], key=str)
    if isinstance(source, Bank):
        del values["course"]
    values = {name: value for name, value in values.items() if name not in LATER or value != LATER[name]}
    return sha256(dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
