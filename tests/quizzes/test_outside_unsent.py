"""Nothing that a reviewer from outside typed is lost when something else is sent."""

import pytest
from django.core.cache import cache

from courses import outside as links
from quizzes import outside
from quizzes.models import OutsideQuestionComment

from .test_outside import SIGNED, author, boxes, invitation, judged, link, pages, sent, written

__all__ = ["author", "invitation", "pages"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def box(version) -> str:
    return f"words-{version.question_id}"


def test_the_other_boxes_are_kept_whatever_is_said_of_one(client, pages, author, invitation):
    one, two = written(pages, author, "one"), written(pages, author, "two")

    for say, words in (("changes", ""), ("comment", "Hm."), ("changes", "Shorter."), ("approve", "")):
        sent(client, invitation, one, say=say, words=words, **{box(two): "Half a thought,\r\nnot sent."})
        assert boxes(client, invitation)[box(two)] == "Half a thought,\nnot sent."
    assert boxes(client, invitation)[box(one)] == ""


def test_a_refused_one_is_kept_too(client, pages, author, invitation):
    one = written(pages, author)

    refused = sent(client, invitation, one, words="Well put.", qualifications="")

    assert refused.status_code == 400
    assert boxes(client, invitation)[box(one)] == "Well put."


@pytest.mark.parametrize("go", ["next", "all", "sign", "2", "nonsense"])
def test_a_button_that_leads_elsewhere_sends_nothing_and_keeps_all(client, pages, author, invitation, go):
    one = written(pages, author)

    answer = client.post(link(invitation), {box(one): "Not yet.", "go": go, **SIGNED})

    assert answer.status_code == 302
    assert answer.url.startswith(link(invitation))
    page = client.get(link(invitation)).content.decode()
    assert "You sign as Olga Outside, LMT, Texas" in page
    assert boxes(client, invitation)[box(one)] == "Not yet."
    assert not OutsideQuestionComment.objects.exists()


def test_an_emptied_box_stays_empty_but_a_page_that_never_showed_it_empties_nothing(
    client, pages, author, invitation
):
    one = written(pages, author)
    before = boxes(client, invitation)  # another tab, opened first
    client.post(link(invitation), {box(one): "Not yet."})

    client.post(link(invitation), before)
    assert boxes(client, invitation)[box(one)] == "Not yet."
    client.post(link(invitation), boxes(client, invitation) | {box(one): ""})
    assert boxes(client, invitation)[box(one)] == ""


def test_what_came_too_late_is_not_lost_and_the_same_button_twice_leaves_nothing(
    client, pages, author, invitation
):
    late, twice = written(pages, author, "late"), written(pages, author, "twice")
    other = links.invite(pages.course, by=author, email="otto@example.com", name="Otto")
    judged(other, late)

    answer = sent(client, invitation, late, words="I would ask it otherwise.")
    told = client.get(answer.url).content.decode()
    assert "you can leave it as a comment" in told
    assert f'id="question-{late.question_id}" open' in told
    assert boxes(client, invitation)[box(late)] == "I would ask it otherwise."

    for _ in range(2):
        sent(client, invitation, twice, words="Well put.")
    assert boxes(client, invitation)[box(twice)] == ""


def test_no_more_is_kept_than_a_box_takes_and_only_of_this_link(client, pages, author, invitation):
    one = written(pages, author)
    longest = OutsideQuestionComment.LONGEST
    other = links.invite(pages.course, by=author, email="otto@example.com", name="Otto")

    client.post(link(invitation), {box(one): "x" * (longest + 1), "words-0": "y"})

    assert len(boxes(client, invitation)[box(one)]) == longest
    assert boxes(client, other)[box(one)] == ""
    assert outside.digest(one) in boxes(client, other).values()
