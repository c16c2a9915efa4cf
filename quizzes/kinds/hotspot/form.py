"""How places on a chart are posted and shown: the chart, and beside it a list of its regions to choose from.

The list is the control. The chart repeats it for those who see it, and, with a script, takes clicks for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quizzes.kinds import Payload, choice_rows, response_fields

from . import areas, rule
from .charts import CHARTS

HINT = "Choose one place, on the chart or in the list."
HINT_SEVERAL = "Choose every place that fits, on the chart or in the list."


class ResponseField(response_fields.ResponseField):
    """The ids of the chosen regions; none is an answer too."""

    widget = forms.CheckboxSelectMultiple
    rule = rule
    empty = list


def shown(
    payload: Payload, response: list[str] | None, order: Sequence[str], *, field: str
) -> dict[str, Any]:
    paper = rule.paper(payload, order)
    control = "checkbox" if paper["several"] else "radio"
    options = [
        row(number, region, region["id"] in (response or []), field, control)
        for number, region in enumerate(paper["regions"], 1)
    ]
    hint = HINT_SEVERAL if paper["several"] else HINT
    return drawn(payload, field) | {"hint": hint, "options": options}


def drawn(payload: Payload, field: str) -> dict[str, Any]:
    """The stem, and the chart that stands behind the regions."""
    chart = CHARTS[payload["image"]]
    return {
        "id": field,
        "stem": choice_rows.inline(payload["stem"]),
        "chart": f"kinds/hotspot/charts/{payload['image']}.html",
        "description": chart.description,
        "height": chart.height,
    }


def row(number: int, region: Mapping[str, Any], checked: bool, field: str, control: str) -> dict[str, Any]:
    """A row of the list, with the figure that stands for it on the chart."""
    option = choice_rows.row({"id": region["id"], "text": region["label"]}, checked, field, control)
    return option | {"number": number, "figure": figure(region["area"])}


def figure(text: str) -> dict[str, Any]:
    area = areas.parse(text)
    x, y = areas.middle(area)
    left, top = area.points[0]
    return {
        "shape": area.shape,
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "left": left,
        "top": top,
        "width": area.width,
        "height": area.height,
        "points": " ".join(f"{x},{y}" for x, y in area.points),
    }


def reviewed(
    payload: Payload,
    response: list[str] | None,
    order: Sequence[str],
    *,
    field: str,
    numbers: Mapping[str, int],
) -> dict[str, Any]:
    review = rule.review(payload, response, order)
    options = [
        row(number, region, region["chosen"], field, "checkbox")
        | choice_rows.verdict(region)
        | {"disabled": True, "feedback": choice_rows.inline(region["feedback"], numbers)}
        for number, region in enumerate(review["regions"], 1)
    ]
    return drawn(payload, field) | {"options": options, "graded": True}
