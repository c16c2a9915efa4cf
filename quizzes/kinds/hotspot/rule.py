"""Places on a chart: the places that were hit, among those that are right or all that were chosen, if these are more.

That is how Moodle's drag markers are scored (ddmarker/question.php, `get_num_parts_right`). A payload is {"stem",
"image", "regions": [{"id", "label", "area", "right", "feedback"}], "rationale"}; for areas see areas.py. A response
is the sorted list of the chosen regions' ids.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from quizzes.kinds import choices
from quizzes.kinds.choices import Payload

from . import areas
from .charts import CHARTS

SEVEN_PLACES = Decimal("0.0000001")
MOST = 20


def check(payload: Payload) -> None:
    """Raise ValueError unless every region has a label of its own and lies on the chart, and one is right."""
    choices.require_text(payload.get("stem"), "The stem")
    if not isinstance(payload.get("rationale", ""), str):
        raise ValueError("The rationale must be text.")
    if not isinstance(payload.get("image"), str) or payload["image"] not in CHARTS:
        raise ValueError(f"The image is one of {', '.join(CHARTS)}.")
    regions = payload.get("regions")
    if not isinstance(regions, list) or not 2 <= len(regions) <= MOST:
        raise ValueError(f"A question has 2 to {MOST} regions.")
    for region in regions:
        check_region(region, CHARTS[payload["image"]].height)
    if len({region["id"] for region in regions}) < len(regions):
        raise ValueError("Two regions have the same id.")
    if len({" ".join(region["label"].split()).casefold() for region in regions}) < len(regions):
        raise ValueError("Two regions have the same label.")
    if not 0 < len(right(payload)) < len(regions):
        raise ValueError("At least one region is right, and at least one is not.")


def check_region(region: object, height: Decimal) -> None:
    if not isinstance(region, dict):
        raise ValueError("A region must be an object.")
    choices.require_text(region.get("label"), "A region's label")
    if not isinstance(region.get("id"), str) or str(UUID(region["id"])) != region["id"]:
        raise ValueError("An id must be a UUID in lower case.")
    if not isinstance(region.get("right"), bool) or not isinstance(region.get("feedback", ""), str):
        raise ValueError("A region is right or not, and its feedback is text.")
    left, top, right_edge, bottom = areas.bounds(areas.parse(region.get("area")))
    if left < 0 or top < 0 or right_edge > 100 or bottom > height:
        raise ValueError(f"“{region['label']}” reaches out of the chart, which measures 100 by {height}.")


def right(payload: Payload) -> set[str]:
    return {region["id"] for region in payload["regions"] if region["right"]}


def parts(payload: Payload) -> list[str]:
    return [region["id"] for region in payload["regions"]]


def in_order(payload: Payload, order: Sequence[str]) -> list[Payload]:
    """Without an order, by label: that tells nothing."""
    by_id = {region["id"]: region for region in payload["regions"]}
    keys = list(order) or sorted(by_id, key=lambda key: (by_id[key]["label"].casefold(), key))
    return [by_id[key] for key in keys]


def paper(payload: Payload, order: Sequence[str] = ()) -> Payload:
    regions = [
        {"id": region["id"], "label": region["label"], "area": region["area"]}
        for region in in_order(payload, order)
    ]
    several = len(right(payload)) > 1
    return {"stem": payload["stem"], "image": payload["image"], "regions": regions, "several": several}


def clean(payload: Payload, raw: object) -> list[str]:
    """The chosen ids, sorted; one may be given by itself. Raises ValueError for any other value."""
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list) or not all(isinstance(each, str) for each in chosen):
        raise ValueError("Choose from the places of this question.")
    if not set(chosen) <= set(parts(payload)):
        raise ValueError("Choose from the places of this question.")
    if len(set(chosen)) > 1 and len(right(payload)) == 1:
        raise ValueError("Choose one place.")
    return sorted(set(chosen))


def grade(payload: Payload, response: list[str] | None) -> Decimal:
    """To seven places. Nothing chosen earns nothing."""
    wanted, chosen = right(payload), set(response or [])
    if not chosen:
        return Decimal()
    share = Decimal(len(wanted & chosen)) / max(len(wanted), len(chosen))
    return share.quantize(SEVEN_PLACES, ROUND_HALF_UP)


def review(payload: Payload, response: list[str] | None, order: Sequence[str] = ()) -> Payload:
    """Each region with whether it was chosen, whether it is right, and its feedback."""
    chosen = set(response or [])
    regions = [
        {name: region[name] for name in ("id", "label", "area", "right")}
        | {"chosen": region["id"] in chosen, "feedback": region.get("feedback", "")}
        for region in in_order(payload, order)
    ]
    return {
        "stem": payload["stem"],
        "image": payload["image"],
        "regions": regions,
        "rationale": payload.get("rationale", ""),
    }
