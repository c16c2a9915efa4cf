"""A question of each kind, and a response to it that earns everything, and one that earns nothing."""

from uuid import NAMESPACE_URL, uuid5


def identity(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def words(name: str) -> dict:
    return {"stem": f"Stem of {name}?", "rationale": f"Rationale of {name}."}


def option(name: str, fraction: str) -> dict:
    return {"id": identity(name), "text": name, "fraction": fraction, "feedback": f"Feedback on {name}."}


def single(name: str = "single") -> dict:
    """The payload of a single-choice question: the first of its three options is right."""
    return words(name) | {"options": [option(f"{name} {a}", "1" if a == "a" else "0") for a in "abc"]}


def multiple(name: str = "multiple", scoring: str = "partial") -> dict:
    """The payload of a multiple-response question: the first two of its four options are right."""
    options = [option(f"{name} {letter}", "0.5" if letter in "ab" else "-0.5") for letter in "abcd"]
    return words(name) | {"options": options, "scoring": scoring}


def true_false(name: str = "true or false", answer: str = "false") -> dict:
    feedback = {"true": f"No: {name}.", "false": f"Yes: {name}."}
    return words(name) | {"answer": answer, "feedback": feedback}


def numeric(name: str = "number", **changes) -> dict:
    """145 ± 10 earns everything, 100 ± 5 half."""
    answers = [
        {"value": "145", "tolerance": "10", "fraction": "1", "feedback": f"Yes: {name}."},
        {"value": "100", "tolerance": "5", "fraction": "0.5", "feedback": f"Nearly: {name}."},
    ]
    return words(name) | {"answers": answers} | changes


def short(name: str = "short", *accepted: tuple[str, str], **changes) -> dict:
    """`accepted` are patterns and fractions."""
    accepted = accepted or (("fascia", "1"), ("*fasc*", "0.5"))
    answers = [
        {"text": text, "fraction": part, "feedback": f"{name}: feedback on {text}."}
        for text, part in accepted
    ]
    return words(name) | {"answers": answers} | changes


def matching(name: str = "matching") -> dict:
    """Three rows, of which two have the same answer; the last answer is a distractor."""
    answers = [{"id": identity(f"{name} answer {n}"), "text": f"Answer {n}"} for n in (1, 2, 3)]
    rows = [
        {"id": identity(f"{name} row {n}"), "text": f"Row {n}", "answer": answers[at]["id"]}
        for n, at in enumerate((0, 1, 0), 1)
    ]
    return words(name) | {"rows": rows, "answers": answers}


def ordering(name: str = "ordering", grading: str = "absolute") -> dict:
    items = [{"id": identity(f"{name} {text}"), "text": text} for text in ("Wait", "Look", "Feel", "Press")]
    return words(name) | {"items": items, "grading": grading}


def part(name: str, kind: str, payload: dict, weight: int = 1) -> dict:
    return {"id": identity(name), "kind": kind, "weight": weight, "payload": payload}


def gaps(name: str = "gaps") -> dict:
    """A list, a number and a word, of which the word counts twice."""
    made = [
        part(f"{name} 1", "single", single(f"{name} list")) | {"mark": "a"},
        part(f"{name} 2", "numeric", numeric(f"{name} number")) | {"mark": "b"},
        part(f"{name} 3", "short", short(f"{name} word"), 2) | {"mark": "c"},
    ]
    said = words(name) | {"stem": f"In {name}, the [[a]] has [[b]] layers.\n\nAround it is [[c]]."}
    return said | {"gaps": made}


def vignette(name: str = "vignette") -> dict:
    """A case with two questions about it."""
    made = [
        part(f"{name} 1", "multiple", multiple(f"{name} first")),
        part(f"{name} 2", "matching", matching(f"{name} second"), 3),
    ]
    return words(name) | {"stem": f"A client of {name} walks in.\n\nShe limps.", "parts": made}


def hotspot(name: str = "hotspot") -> dict:
    """Two of four regions are right."""
    areas = (
        "circle 30,44;4",
        "circle 70,44;4",
        "rectangle 40,60;20,20",
        "polygon 32,110;44,110;44,140;34,140",
    )
    regions = [
        {
            "id": identity(f"{name} {n}"),
            "label": f"{name} place {n}",
            "area": area,
            "right": n < 3,
            "feedback": f"Feedback on {name} {n}.",
        }
        for n, area in enumerate(areas, 1)
    ]
    return words(name) | {"image": "body-front", "regions": regions}


def regions_where(payload: dict, is_right: bool) -> list[str]:
    return sorted(region["id"] for region in payload["regions"] if region["right"] is is_right)


def reflection(name: str = "reflection") -> dict:
    rubric = [
        {"id": identity(f"{name} {n}"), "text": f"{name} criterion {n}", "points": n} for n in (1, 2, 3)
    ]
    return words(name) | {"least_words": 20, "rubric": rubric}


MAKERS = {
    "reflection": reflection,
    "hotspot": hotspot,
    "gaps": gaps,
    "vignette": vignette,
    "single": single,
    "multiple": multiple,
    "true_false": true_false,
    "numeric": numeric,
    "short": short,
    "matching": matching,
    "ordering": ordering,
}


def options_where(payload: dict, is_right: bool) -> list[str]:
    return sorted(row["id"] for row in payload["options"] if (float(row["fraction"]) > 0) == is_right)


def in_positions(payload: dict, order) -> list[str]:
    return sorted(f"{item['id']}:{n}" for n, item in enumerate(order(payload["items"]), 1))


def in_parts(responses: dict, parts: list) -> dict:
    return {part["id"]: responses[part["kind"]](part["payload"]) for part in parts}


RIGHT = {
    "reflection": lambda payload: "What I will do differently, and why.",
    "hotspot": lambda payload: regions_where(payload, True),
    "gaps": lambda payload: in_parts(RIGHT, payload["gaps"]),
    "vignette": lambda payload: in_parts(RIGHT, payload["parts"]),
    "single": lambda payload: options_where(payload, True)[0],
    "multiple": lambda payload: options_where(payload, True),
    "true_false": lambda payload: payload["answer"],
    "numeric": lambda payload: payload["answers"][0]["value"],
    "short": lambda payload: payload["answers"][0]["text"],
    "matching": lambda payload: sorted(f"{row['id']}:{row['answer']}" for row in payload["rows"]),
    "ordering": lambda payload: in_positions(payload, list),
}
WRONG = {
    "reflection": lambda payload: "Nothing.",
    "hotspot": lambda payload: regions_where(payload, False)[:1],
    "gaps": lambda payload: in_parts(WRONG, payload["gaps"]),
    "vignette": lambda payload: in_parts(WRONG, payload["parts"]),
    "single": lambda payload: options_where(payload, False)[0],
    "multiple": lambda payload: options_where(payload, False)[:1],
    "true_false": lambda payload: {"true": "false", "false": "true"}[payload["answer"]],
    "numeric": lambda payload: "-3.5",
    "short": lambda payload: "muscle",
    "matching": lambda payload: sorted(
        f"{row['id']}:{payload['answers'][2]['id']}" for row in payload["rows"]
    ),
    "ordering": lambda payload: in_positions(payload, lambda items: [*items[1:], items[0]]),
}
