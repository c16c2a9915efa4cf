import json
from pathlib import Path

import pytest

from courses import rulebooks
from interchange.reading import read_content

BODIES = {body.code: body for body in read_content(Path("content"))[0].bodies}


@pytest.mark.parametrize("code", BODIES)
def test_a_rule_survives_the_row_that_keeps_it(code):
    for rule in BODIES[code].rules:
        kept = json.loads(json.dumps(rulebooks.as_json(rule)))

        assert rulebooks.from_json(kept) == rule


def test_terms_that_no_rule_has_are_refused():
    terms = rulebooks.as_json(BODIES["TX"].rules[0]) | {"bonus": 3}

    with pytest.raises(ValueError, match="bonus"):
        rulebooks.from_json(terms)


@pytest.mark.parametrize(
    ("body", "number", "known"),
    [
        ("TX", "mt 123456", True),
        ("TX", "MT#123456", True),
        ("TX", "MT12", False),
        ("FL", "MA12345", True),
        ("FL", "12345", False),
        ("NY", "012345", True),
        ("NY", "0123456", False),
    ],
)
def test_a_number_is_compared_with_its_boards_shape(body, number, known):
    assert BODIES[body].recognises(number) is known
