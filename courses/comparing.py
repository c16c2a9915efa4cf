"""What a reader would notice between two editions of a course. Pure: manifests and bodies in, sentences out.

Questions are counted and never quoted: their words are kept from whoever may still be asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

# The texts of a block that a learner meets, in the order of the page.
TEXTS = ("title", "statement", "text", "measured", "caption", "table", "alt", "description", "transcript")
SIGNS = re.compile(r"\{#[^}]*\}|\[@[^\]]*\]|\]\([^)]*\)|[#*_`>\[\]|]+|-{3,}")
NAMES = {
    "text": "Text",
    "claim": "Claim",
    "callout": "Callout",
    "figure": "Figure",
    "table": "Table",
    "download": "Download",
    "check": "Self-check",
    "video": "Video",
    "audio": "Audio",
}
AROUND = 10  # words that stay on either side of what changed
MOST_WORDS = 3000  # of one text on both sides together: beyond it, the whole is shown as replaced

type How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stay, were put in or were taken out: "same", "added", "removed", or "gap" for words left out."""

    how: str
    text: str


@dataclass(slots=True)
class BlockChange:
    how: How
    kind: str
    name: str
    runs: list[Run] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StepChange:
    """`rewritten`: who finished it in the old edition is asked to finish it again after a move."""

    how: How
    title: str
    kind: str
    key: str
    remarks: list[str] = field(default_factory=list)
    blocks: list[BlockChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an edition or of what would be one."""

    key: str
    kind: str
    title: str
    body: Mapping[str, Any]


@dataclass(slots=True)
class Difference:
    course: list[str] = field(default_factory=list)
    steps: list[StepChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.course or self.steps)


def compare(
    old: Mapping[str, Any], old_steps: Sequence[Step], new: Mapping[str, Any], new_steps: Sequence[Step]
) -> Difference:
    """Two manifests, and the steps of each in order."""
    before, after = ({step.key: step for step in steps} for steps in (old_steps, new_steps))
    changes = [
        change
        for step in new_steps
        if (change := _step(before[step.key], step) if step.key in before else _whole(step, "added"))
    ]
    changes += [_whole(step, "removed") for step in old_steps if step.key not in after]
    said = list(_of_course(old, new))
    shared = [step.key for step in old_steps if step.key in after]
    if shared != [step.key for step in new_steps if step.key in before]:
        said.append("The steps come in another order.")
    return Difference(said, changes)


def _of_course(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, what in (("title", "The title"), ("mode", "How it is taken"), ("hours", "The credit in CE")):
        if old.get(name) != new.get(name):
            yield f"{what}: {old.get(name)} → {new.get(name)}."
    if old.get("disclosure") != new.get("disclosure"):
        yield "The disclosure has new words."
    if old.get("requires", []) != new.get("requires", []):
        yield "Other courses have to be completed first."
    yield from _of_objectives(old.get("objectives", ()), new.get("objectives", ()))


def _of_objectives(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    before, after = ({each["uuid"]: each for each in side} for side in (old, new))
    for uuid, each in after.items():
        if uuid not in before:
            yield f"New objective {each['number']}: {each['statement']}"
        elif before[uuid]["statement"] != each["statement"]:
            yield f"Objective {each['number']} was “{before[uuid]['statement']}”, now “{each['statement']}”"
    for uuid, each in before.items():
        if uuid not in after:
            yield f"No longer an objective: {each['statement']}"


def _whole(step: Step, how: How) -> StepChange:
    """A step that is new, or gone. Its words aren't shown: it is read as a whole, or not at all."""
    return StepChange(how, step.title, step.kind, step.key)


def _step(old: Step, new: Step) -> StepChange | None:
    change = StepChange("changed", new.title, new.kind, new.key)
    if old.title != new.title:
        change.remarks.append(f"It was called “{old.title}”.")
    if old.body == new.body:
        return change if change.remarks else None
    change.blocks = list(_of_blocks(old.body.get("blocks", ()), new.body.get("blocks", ())))
    change.remarks += _of_test(old.body, new.body) if "pools" in new.body else []
    change.remarks += _of_sources(old.body.get("references", ()), new.body.get("references", ()))
    for name, what in (("summary", "summary"), ("statement", "statement"), ("introduction", "introduction")):
        if old.body.get(name) != new.body.get(name):
            change.remarks.append(f"The {what} has new words.")
    if not (change.blocks or change.remarks):
        change.remarks.append("Something changed that isn't read as words.")
    return change


def _of_test(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What it takes to pass, and how many questions came, went or have new words."""
    found = [
        f"{what}: {old.get(name)} → {new.get(name)}."
        for name, what in (
            ("pass_mark", "The pass mark in percent"),
            ("attempts_allowed", "Attempts allowed"),
        )
        if old.get(name) != new.get(name)
    ]
    before, after = (
        {
            each["uuid"]: each["version"]
            for pool in body.get("pools", ())
            for each in pool.get("questions", ())
        }
        for body in (old, new)
    )
    counts = (
        (len(after.keys() - before.keys()), "new"),
        (len(before.keys() - after.keys()), "no longer asked"),
        (sum(before[uuid] != after[uuid] for uuid in before.keys() & after.keys()), "with new words"),
    )
    said = [f"{count} {words}" for count, words in counts if count]
    return [*found, *([f"Questions: {', '.join(said)}."] if said else [])]


def _of_sources(old: Iterable[Mapping[str, str]], new: Iterable[Mapping[str, str]]) -> list[str]:
    before, after = ({each["uuid"]: each for each in side} for side in (old, new))
    cited = [_source(after[uuid]) for uuid in after if uuid not in before]
    dropped = [_source(before[uuid]) for uuid in before if uuid not in after]
    found = [f"Cited now: {'; '.join(cited)}."] if cited else []
    return found + ([f"No longer cited: {'; '.join(dropped)}."] if dropped else [])


def _source(reference: Mapping[str, str]) -> str:
    return f"{reference['authors'] or reference['title']} ({reference['year']})"


def _of_blocks(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[BlockChange]:
    before, after = ({block["id"]: block for block in side} for side in (old, new))
    for block in new:
        if block["id"] not in before:
            yield BlockChange("added", *_named(block), [Run("added", words(block))])
        elif block != before[block["id"]] and (change := _block(before[block["id"]], block)):
            yield change
    for block in old:
        if block["id"] not in after:
            yield BlockChange("removed", *_named(block), [Run("removed", words(block))])


def _block(old: Mapping[str, Any], new: Mapping[str, Any]) -> BlockChange | None:
    """None: nothing that a reader would notice."""
    change = BlockChange("changed", *_named(new))
    was, now = words(old), words(new)
    if was != now:
        change.runs = runs(was, now)
    if _evidence(old) != _evidence(new):
        change.remarks.append(f"The evidence was {_evidence(old)}, now {_evidence(new)}.")
    if old.get("citations", ()) != new.get("citations", ()):
        change.remarks.append("It rests on other sources.")
    if old.get("kind") != new.get("kind"):
        change.remarks.append(f"It was a {old.get('kind')}, now a {new.get('kind')}.".replace("-", " "))
    if old.get("question") != new.get("question"):
        change.remarks.append("It asks another question, or the same in new words.")
    if _files(old) != _files(new):
        change.remarks.append("The file is another one.")
    return change if change.runs or change.remarks else None


def _evidence(block: Mapping[str, Any]) -> str:
    if "verdict" not in block:
        return ""
    return f"{block['verdict']} with {block['certainty'].replace('-', ' ')} certainty"


def _files(block: Mapping[str, Any]) -> list[str]:
    return [asset["sha256"] for asset in block.get("assets", ())]


def _named(block: Mapping[str, Any]) -> tuple[str, str]:
    """What kind of block it is, and how it begins."""
    begins = " ".join(words(block).split()[:9])
    return NAMES.get(block["type"], block["type"].capitalize()), begins


def words(block: Mapping[str, Any]) -> str:
    """All that a learner reads in a block, as one line without the signs of Markdown."""
    said = " ".join(block[name] for name in TEXTS if isinstance(block.get(name), str))
    return " ".join(SIGNS.sub(" ", said).split())


def runs(old: str, new: str) -> list[Run]:
    """Which words stay, go and come. What stays is shortened to what is needed to find the place."""
    before, after = old.split(), new.split()
    if len(before) + len(after) > MOST_WORDS:
        return [Run("removed", old), Run("added", new)]
    found: list[Run] = []
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (tag, i, j, k, m) in enumerate(opcodes):
        if tag == "equal":
            found += _stays(before[i:j], first=number == 0, last=number == len(opcodes) - 1)
            continue
        found += [Run("removed", " ".join(before[i:j]))] if i < j else []
        found += [Run("added", " ".join(after[k:m]))] if k < m else []
    return found


def _stays(same: list[str], *, first: bool, last: bool) -> list[Run]:
    head = [] if first else same[:AROUND]
    tail = [] if last else same[max(len(head), len(same) - AROUND) :]
    if len(head) + len(tail) >= len(same):
        return [Run("same", " ".join(same))]
    parts = [Run("same", " ".join(head)), Run("gap", "…"), Run("same", " ".join(tail))]
    return [part for part in parts if part.text]
