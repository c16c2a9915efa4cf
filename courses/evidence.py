"""What the public pages say of the evidence: the claims of an edition, and where a source is used. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate

from . import overlaying
from .completion import short
from .models import Edition, EditionItem, EditionStep, Reference
from .models.claims import Verdict, in_words

LEAST_TO_MOST = {"very-low": 1, "low": 2, "moderate": 3, "high": 4}


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as an edition froze it, and where a reader finds it.

    `verdict`, `certainty` and `says` hold today: what was corrected since counts. `was` is how the edition rated it,
    where that was corrected, and `corrected_on` the day; so that the last of its `corrections` says only why.
    """

    anchor: str
    statement: str
    says: str
    verdict: str
    certainty: str
    was: str
    corrected_on: date | None
    citations: list[dict[str, Any]]  # key and number of each source, within its lesson
    reviewed: date | None
    lesson: str
    url: str
    corrections: list[dict[str, Any]] = field(default_factory=list)

    @property
    def words(self) -> str:
        return in_words(self.verdict, self.certainty)

    @property
    def strength(self) -> int:
        return LEAST_TO_MOST[self.certainty]


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of one verdict, the most certain first."""

    verdict: str
    label: str
    claims: list[Claim]


type Corrections = Mapping[UUID, list[dict[str, Any]]]


def claims_of(steps: Iterable[EditionStep], code: str, corrections: Corrections | None = None) -> list[Claim]:
    """With what was corrected of each, by the claim's id: see overlaying."""
    return [claim for step in steps for claim in _claims_in(step, code, corrections or {})]


def _claims_in(step: EditionStep, code: str, corrections: Corrections) -> list[Claim]:
    blocks = [block for block in step.body.get("blocks", ()) if block["type"] == "claim"]
    numbers = {each["key"]: n for n, each in enumerate(step.body.get("references", ()), 1)}
    return [
        Claim(
            anchor=f"claim-{step.position}-{number}",
            statement=block["statement"],
            citations=[{"key": key, "number": numbers[key]} for key in block["citations"] if key in numbers],
            reviewed=date.fromisoformat(block["reviewed"]) if block["reviewed"] else None,
            lesson=short(step.title),
            url=f"{reverse('courses:read', args=[code, step.slug])}#{block['key']}",
            **_today(block, _of_block(block, corrections)),
        )
        for number, block in enumerate(blocks, 1)
    ]


def _today(block: dict[str, Any], corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """What holds of a claim after its corrections, which are in the order of their publication: the last one counts."""
    rerated = [each for each in corrections if each["rating"]]
    reworded = [each["new"] for each in corrections if each["old"] == block["statement"]]
    rating = rerated[-1]["rating"]["now"] if rerated else block
    return {
        "says": reworded[-1] if reworded else block["statement"],
        "verdict": rating["verdict"],
        "certainty": rating["certainty"],
        "was": in_words(block["verdict"], block["certainty"]) if rerated else "",
        "corrected_on": localdate(rerated[-1]["on"]) if rerated else None,
        "corrections": [each | {"rating": None} if each in rerated[-1:] else each for each in corrections],
    }


def _of_block(block: dict[str, Any], corrections: Corrections) -> list[dict[str, Any]]:
    """Only those of the text that stands here: an edition may hold a claim in its new words."""
    if not corrections:
        return []
    said = (block["statement"], block["measured"])
    found = (each for each in corrections.get(UUID(block["id"]), ()) if each["old"] in said)
    rated = {"verdict": block["verdict"], "certainty": block["certainty"]}
    return [each for each in found if not each["rating"] or each["rating"]["was"] == rated]


def grouped(claims: Sequence[Claim]) -> list[Group]:
    """By verdict in the order of the house, without the empty ones."""
    found = []
    for verdict, label in Verdict.choices:
        alike = [claim for claim in claims if claim.verdict == verdict]
        if alike:
            found.append(Group(verdict, label, sorted(alike, key=lambda claim: -claim.strength)))
    return found


def in_a_sentence(groups: Sequence[Group]) -> str:
    """ "24 claims: 9 supported, 5 mixed, 6 contested, 4 contradicted. 1 corrected since the release." """
    if not groups:
        return ""
    total = sum(len(group.claims) for group in groups)
    parts = ", ".join(f"{len(group.claims)} {_counted(group)}" for group in groups)
    anew = sum(bool(claim.was) for group in groups for claim in group.claims)
    said = f"{total} claim{'' if total == 1 else 's'}: {parts}."
    return f"{said} {anew} corrected since the release." if anew else said


def _counted(group: Group) -> str:
    is_noun = group.verdict == Verdict.HYPOTHESIS and len(group.claims) != 1
    return "hypotheses" if is_noun else group.label.lower()


def uses_of(reference: Reference) -> list[dict[str, Any]]:
    """The lessons of today's editions that cite a source, each with the claims that rest on it."""
    items = EditionItem.objects.filter(kind="reference", uuid=reference.public_id)
    latest = Edition.objects.latest_each()
    steps = EditionStep.objects.filter(
        pk__in=items.values("step_id"), edition__in=latest.values("pk")
    ).select_related("edition__course")
    steps = steps.defer("html", "edition__manifest", "edition__salt").order_by("edition__title", "position")
    corrections = overlaying.of_steps([step.pk for step in steps])
    return [_use(step, reference.key, corrections) for step in steps]


def _use(step: EditionStep, key: str, corrections: Corrections) -> dict[str, Any]:
    claims = [
        claim
        for claim in _claims_in(step, step.edition.course.code, corrections)
        if any(cited["key"] == key for cited in claim.citations)
    ]
    url = reverse("courses:read", args=[step.edition.course.code, step.slug])
    return {"course": step.edition.title, "lesson": step.title, "url": f"{url}#ref-{key}", "claims": claims}
