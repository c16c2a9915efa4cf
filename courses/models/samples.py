"""What the list of blocks shows of each kind, before one is added: a sample, drawn as learners would see it."""

from typing import Any

from django.templatetags.static import static
from wagtail import blocks

from courses.rendering import lesson_html

PLATE = {"sha256": "", "media_type": "image/svg+xml", "bytes": 0, "name": "sample.svg"}
RECORDED = {"credit": "Recorded for this course.", "licence": "CC BY 4.0", "seconds": "245"}
# As a lesson freezes them.
SAMPLES: dict[str, dict[str, Any]] = {
    "text": {
        "text": "## What touch changes {#sample}\n\nUnder the hand the skin warms and reddens. A centimeter deeper, "
        "little changes:\n\n- flow in the *skin* rises for minutes\n- flow in the artery doesn’t."
    },
    "claim": {
        "placement": "block",
        "statement": "Massage raises blood flow in the skin for a short time.",
        "verdict": "supported",
        "certainty": "low",
        "measured": "In 13 people, flow at the skin rose by a third.",
        "citations": [],
        "reviewed": "2026-11-20",
        "review_by": "2029-11-20",
    },
    "callout": {
        "kind": "red-flag",
        "title": "One warm, swollen calf",
        "text": "Don’t massage the leg. Ask the client to be seen by a physician today.",
    },
    "figure": {
        "alt": "Four strands cross and hold one lozenge.",
        "caption": "A picture, with what to see in it.",
        "description": "The same, in words.",
        "credit": "Drawn for this course.",
        "licence": "CC BY 4.0",
        "width": 64,
        "height": 64,
        "assets": [PLATE],
    },
    "video": RECORDED
    | {
        "title": "Finding the pulse behind the knee",
        "transcript": "Bend the knee a little, and let your fingers sink in.",
        "assets": [PLATE | {"media_type": "video/mp4"}],
    },
    "audio": RECORDED
    | {
        "title": "A rheumatologist on what she refers",
        "transcript": "I send on whoever is stiff for more than an hour.",
        "assets": [PLATE | {"media_type": "audio/mpeg"}],
    },
    "table": {
        "caption": "What was measured, and what came of it",
        "table": "| Vessel | Result |\n| --- | --- |\n| Skin | Up, for minutes |\n| Artery | No change |",
        "row_headers": True,
    },
    "download": {
        "title": "A page for your wall",
        "text": "Five questions to ask of a study.",
        "assets": [PLATE | {"media_type": "application/pdf", "bytes": 48_200}],
    },
}


def drawn(kind: str) -> str:
    """The HTML of a sample, by the same steps as that of a lesson."""
    block = {"id": "sample", "key": "sample", "type": kind} | SAMPLES[kind]
    body = {"blocks": [block], "references": [], "terms": []}
    return lesson_html(body, code="sample", steps=(), address=_address)


def _address(asset: dict[str, Any]) -> str:
    """A picture that every installation has. A recording or document of a sample is not there."""
    return static("img/favicon.svg") if asset is PLATE else "#sample"


class SampledBlock(blocks.StructBlock):
    """A block that shows a sample of itself in the list of blocks."""

    def get_preview_value(self) -> None:
        return None

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        return "courses/cms/block_sample.html"

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict:
        return {**(parent_context or {}), "html": self.sample()}

    def sample(self) -> str:
        return drawn(self.name)
