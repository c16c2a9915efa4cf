"""What holds for each kind, whichever it is."""

import json

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from quizzes import kinds
from tests.factories.kinds import MAKERS, RIGHT, WRONG

every_kind = pytest.mark.parametrize("kind", kinds.names())
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def in_parts(parts: list[dict]) -> list[dict]:
    return [part | {"payload": OTHER_KEYS[part["kind"]](part["payload"])} for part in parts]


OTHER_KEYS = {
    "reflection": lambda payload: payload | {"rubric": payload["rubric"][:1]},
    "hotspot": lambda payload: (
        payload | {"regions": [region | {"right": not region["right"]} for region in payload["regions"]]}
    ),
    "gaps": lambda payload: payload | {"gaps": in_parts(payload["gaps"])},
    "vignette": lambda payload: payload | {"parts": in_parts(payload["parts"])},
    "true_false": lambda payload: payload | {"answer": "true"},
    "numeric": lambda payload: payload | {"answers": payload["answers"][::-1]},
    "short": lambda payload: payload | {"answers": payload["answers"][:1]},
    "matching": lambda payload: (
        payload | {"rows": [row | {"answer": payload["answers"][2]["id"]} for row in payload["rows"]]}
    ),
    "ordering": lambda payload: payload | {"items": payload["items"][::-1]},
    "single": lambda payload: payload | {"options": [o | {"fraction": "1"} for o in payload["options"]]},
    "multiple": lambda payload: payload | {"options": [o | {"fraction": "1"} for o in payload["options"]]},
}


def test_each_kind_has_a_sample():
    assert set(kinds.names()) == set(MAKERS) == set(RIGHT) == set(WRONG) == set(OTHER_KEYS)


@every_kind
def test_a_whole_question_is_accepted_and_its_key_earns_everything(kind):
    rule, payload = kinds.rule(kind), MAKERS[kind]()

    rule.check(payload)

    # What a person marks, no rule grades.
    everything = 0 if kinds.is_marked_by_hand(kind) else 1
    assert rule.grade(payload, rule.clean(payload, RIGHT[kind](payload))) == everything
    assert rule.grade(payload, rule.clean(payload, WRONG[kind](payload))) == 0
    assert rule.grade(payload, None) == 0


@every_kind
def test_the_paper_is_the_same_whatever_the_key(kind):
    rule, payload = kinds.rule(kind), MAKERS[kind]()
    order = sorted(rule.parts(payload))

    other = OTHER_KEYS[kind](payload)

    assert other != payload
    assert rule.paper(payload, order) == rule.paper(other, order)
    if kind in ("matching", "ordering", "vignette", "hotspot"):
        assert rule.paper(payload) == rule.paper(other)


@every_kind
@given(anything)
def test_any_response_is_cleaned_to_one_form_or_refused_in_words(kind, raw):
    rule, payload = kinds.rule(kind), MAKERS[kind]()
    try:
        response = rule.clean(payload, raw)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017  some are accepted
        return
    assert rule.clean(payload, json.loads(json.dumps(response))) == response
    assert -1 <= rule.grade(payload, response) <= 1
    assert rule.review(payload, response)["stem"] == payload["stem"]


@every_kind
@given(
    st.sampled_from(
        [
            "stem",
            "answer",
            "answers",
            "items",
            "rows",
            "options",
            "rationale",
            "parts",
            "gaps",
            "regions",
            "rubric",
        ]
    ),
    anything,
)
def test_a_damaged_question_is_accepted_or_refused_in_words(kind, field, damage):
    rule = kinds.rule(kind)
    try:
        rule.check(MAKERS[kind]() | {field: damage})
    except ValueError as error:
        assert str(error)  # noqa: PT017  some are accepted


@every_kind
def test_what_the_page_shows_is_what_its_form_reads(kind):
    payload, form = MAKERS[kind](), kinds.form(kind)
    response = kinds.rule(kind).clean(payload, RIGHT[kind](payload))
    item = form.shown(payload, response, [], field="response") | {"number": 1, "total": 2}

    html = render_to_string(kinds.template(kind), {"item": item})

    posted = QueryDict(mutable=True)
    for name, value in posting("response", response):
        assert value in html
        assert f'name="{name}"' in html
        posted.appendlist(name, value)
    reader = forms.Form(posted)
    reader.fields["response"] = form.ResponseField(payload)
    assert reader.is_valid()
    assert reader.cleaned_data["response"] == response
    assert "<fieldset" in html
    assert "<legend" in html


def posting(name: str, response) -> list[tuple[str, str]]:
    """What a browser sends for a response: a field for each part of a question that is made of questions."""
    if isinstance(response, dict):
        return [pair for part, said in response.items() for pair in posting(f"{name}.{part}", said)]
    return [(name, value) for value in ([response] if isinstance(response, str) else response)]


@every_kind
@pytest.mark.parametrize("responses", [RIGHT, WRONG])
def test_the_review_says_in_words_what_was_right(kind, responses):
    payload, form = MAKERS[kind](), kinds.form(kind)
    item = form.reviewed(payload, responses[kind](payload), [], field="item-1", numbers={})

    html = render_to_string(kinds.template(kind), {"item": item | {"number": 1, "total": 2}})

    assert "ight" in html
    assert 'name="response"' not in html
