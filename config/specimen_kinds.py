"""Questions of the kinds that bring more than rows: for the page that shows every component."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from quizzes import kinds


def identity(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"specimen/{name}"))


def options(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    """Texts, fractions and feedback."""
    return [
        {"id": identity(text), "text": text, "fraction": fraction, "feedback": feedback}
        for text, fraction, feedback in rows
    ]


def part(name: str, kind: str, **payload: Any) -> dict[str, Any]:
    return {
        "id": identity(name),
        "kind": kind,
        "weight": 1,
        "mark": name,
        "payload": {"stem": "Gap"} | payload,
    }


GAPS = {
    "stem": "Massage raises blood flow in the [[a]] for about [[b]] minutes. Flow in the [[c]] stays as it was.",
    "gaps": [
        part(
            "a",
            "single",
            options=options(
                ("skin", "1", "Yes."), ("bone", "0", "Nobody looked."), ("liver", "0", "Nobody looked.")
            ),
        ),
        part("b", "numeric", answers=[{"value": "10", "tolerance": "5", "fraction": "1"}]),
        part(
            "c", "short", answers=[{"text": "artery", "fraction": "1", "feedback": "Doppler saw no change."}]
        ),
    ],
}
CASE = {
    "stem": "A client of 52 comes for a sports massage, two weeks after a knee operation.\n\n"
    "Her left calf is **warm**, swollen, and sore when she walks.",
    "parts": [
        part(
            "first",
            "single",
            stem="What comes first?",
            options=options(
                ("Ask about her operation and her breathing", "1", "These tell how urgent it is."),
                ("Gentle effleurage of the calf", "0", "It may move a clot."),
            ),
        ),
        part(
            "second", "true_false", stem="You may massage her shoulders today.", answer="false", feedback={}
        ),
    ],
}
CHART: dict[str, Any] = {
    "stem": "Where would a clot after a knee operation most often show itself?",
    "image": "body-back",
    "regions": [
        {"id": identity(label), "label": label, "area": area, "right": right, "feedback": feedback}
        for label, area, right, feedback in (
            ("Left calf", "circle 40.5,170;5", True, "The deep veins of the calf are the usual place."),
            ("Right hamstrings", "rectangle 52,126;13,18", False, ""),
            (
                "Between the shoulder blades",
                "polygon 45,46;55,46;54,62;46,62",
                False,
                "No vein of that kind runs here.",
            ),
            ("Right shoulder", "circle 72,46;5", False, ""),
        )
    ],
}
SAMPLES = (("gaps", GAPS), ("vignette", CASE), ("hotspot", CHART))


def sample_kinds() -> dict[str, Any]:
    return {
        "kinds": [
            {
                "name": kind,
                "template": kinds.template(kind),
                "item": shown(kind, payload, {}, f"{kind}-asked"),
                "graded": graded(kind, payload, f"{kind}-graded"),
            }
            for kind, payload in SAMPLES
        ]
    }


def shown(kind: str, payload: dict[str, Any], response: Any, field: str) -> dict[str, Any]:
    return kinds.form(kind).shown(payload, response, [], field=field) | {"number": 9, "total": 12}


def graded(kind: str, payload: dict[str, Any], field: str) -> dict[str, Any]:
    """Half right."""
    response: Any = [CHART["regions"][2]["id"]]
    if kind == "gaps":
        response = {identity("a"): identity("skin"), identity("b"): "40"}
    if kind == "vignette":
        response = {identity("first"): identity("Gentle effleurage of the calf"), identity("second"): "false"}
    reviewed = kinds.form(kind).reviewed(payload, response, [], field=field, numbers={})
    return reviewed | {"number": 9, "total": 12}
