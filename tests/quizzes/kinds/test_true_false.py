import pytest

from quizzes.kinds.true_false import rule
from tests.factories.kinds import true_false


@pytest.mark.parametrize(("answer", "response"), [(a, b) for a in rule.TEXTS for b in rule.TEXTS])
def test_the_answer_earns_everything_and_the_other_nothing(answer, response):
    assert rule.grade(true_false(answer=answer), response) == (1 if answer == response else 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer": True}, "“true” or “false”"),
        ({"answer": "yes"}, "“true” or “false”"),
        ({"feedback": {"maybe": "?"}}, "for “true” and for “false”"),
        ({"feedback": {"true": 1}}, "must be text"),
        ({"stem": ""}, "stem has no text"),
    ],
)
def test_a_broken_question_is_refused_with_its_reason(changes, message):
    with pytest.raises(ValueError, match=message):
        rule.check(true_false() | changes)
