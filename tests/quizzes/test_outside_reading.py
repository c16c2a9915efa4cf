"""What a reviewer from outside reads of questions: all that a release would ask, with keys, and nobody else's."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses import outside as links
from courses.models import LessonPage
from quizzes import authoring, outside, outside_reading
from quizzes.models import QuizPool, QuizQuestion
from quizzes.views import outside as views
from tests.factories.courses import ReferenceFactory
from tests.factories.kinds import MAKERS, single
from tests.factories.quizzes import BankFactory, QuestionFactory, approved
from tests.factories.released import course_pages

from .test_outside import SIGNED, author, invitation, judged, link, pages, rewritten, sent, written

__all__ = ["author", "invitation", "pages"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def rows(pages, invitation):
    steps = [draft.page for draft in links.drafts(pages.course)[1:]]
    return outside_reading.asked(invitation, steps)


def standings(pages, invitation) -> dict[str, str]:
    return {row.question.key: row.standing for row in rows(pages, invitation)}


def drafted_check(pages, author, question):
    lesson = LessonPage.objects.get(pk=pages.lessons[1].pk)
    lesson.body.append(("check", {"key": "stop-and-think", "question": question}))
    lesson.save_revision(user=author)
    return lesson


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_each_kind_stands_there_with_its_key_and_why(client, pages, author, invitation, kind):
    version = written(pages, author, "fresh", kind)

    text = client.get(link(invitation)).content.decode()
    alone = client.get(link(invitation, version.question)).content.decode()

    for page in (text, alone):
        assert "Rationale of fresh." in page
        assert version.question.objective.statement in page
        assert "All that the bank holds on it" in page
    key = {"numeric": "145 ± 10", "short": "fascia", "reflection": "criterion 3 (3 points)"}
    assert key.get(kind, "right answer" if kind != "ordering" else "Wait") in alone


def test_what_was_approved_before_stands_there_marked_so(client, pages, author, invitation):
    fresh = written(pages, author)

    text = client.get(link(invitation)).content.decode()

    assert set(standings(pages, invitation).values()) == {"waits", "before"}
    assert re.findall(r"Question \d: ([a-z ]+)<", text).count("approved before") == 2
    assert "0 of 1 judged." in text
    assert f'id="question-{fresh.question_id}" open' in text


def test_the_newest_version_that_waits_is_judged_not_the_one_that_is_asked(pages, author, invitation):
    question = pages.quiz.pools.first().versions()[0].question
    later = authoring.write_version(question, single("mended"), kind="single", by=author, change="typo")

    [row] = [row for row in rows(pages, invitation) if row.question == question]

    assert (row.version_id, row.standing) == (later.pk, "waits")


def test_a_retired_question_is_not_shown_and_a_draft_that_was_passed_over_neither(pages, author, invitation):
    version = approved(written(pages, author).question)
    authoring.retire(version, by=None, reason="old")

    assert "fresh" not in standings(pages, invitation)


def test_pools_fixed_questions_and_self_checks_of_the_drafts_are_named(pages, author, invitation):
    fixed, checked, loose = (written(pages, author, name) for name in ("fixed", "checked", "loose"))
    drafted_check(pages, author, checked.question)
    for version in (fixed, checked, loose):
        version.question.bank = BankFactory()
        version.question.save()
    pages.quiz.fixed.add(QuizQuestion(question=fixed.question))
    pages.quiz.pools.add(QuizPool(bank=loose.question.bank, tag="pressure", draw=1))
    pages.quiz.save_revision(user=author)

    places = {row.question.key: row.places for row in rows(pages, invitation)}
    loose.question.tags.add("Pressure")
    tagged = {row.question.key: row.places for row in rows(pages, invitation)}

    assert places["fixed"] == ["“Post-test”"]
    assert places["checked"] == ["Self-check in “Lesson 2”"]
    assert places["loose"] == [outside_reading.NOWHERE]
    assert tagged["loose"] == ["“Post-test”"]


def test_another_courses_keys_are_counted_and_not_shown(client, pages, author, invitation):
    """An instructor could draft a pool of anybody's bank and ask a friend to review it."""
    theirs = course_pages(1, title="Another").quiz.pools.first()
    written_there = authoring.write_version(
        QuestionFactory(bank=theirs.bank, objective=theirs.objective),
        single("theirs"),
        kind="single",
        by=None,
    )
    pages.quiz.pools.add(QuizPool(bank=theirs.bank, draw=1))
    pages.quiz.save_revision(user=author)

    text = client.get(link(invitation)).content.decode()

    assert "also draw 1 approved question that belongs to another course" in text
    assert "theirs" not in text
    assert theirs.versions()[0].payload["stem"] not in text
    assert client.get(link(invitation, written_there.question)).status_code == 404


def test_sources_are_listed_and_every_question_says_on_which_it_rests(client, pages, author, invitation):
    source = ReferenceFactory(title="Flow under pressure")
    question = written(pages, author).question
    payload = single("cited") | {"rationale": f"It was measured [@{source.key}]."}
    authoring.write_version(question, payload, kind="single", references=[source.key], by=author)

    text = client.get(link(invitation)).content.decode()

    assert f'<a href="#ref-{source.key}">Source 1</a>' in text
    assert f'<li id="ref-{source.key}">' in text
    assert "Flow under pressure" in text


def test_she_is_led_to_the_next_one_across_pages_and_from_the_end_to_the_top(
    client, pages, author, invitation, monkeypatch
):
    monkeypatch.setattr(views, "A_PAGE", 2)
    versions = [written(pages, author, f"fresh-{number}") for number in range(3)]
    [second] = [row for row in rows(pages, invitation) if row.question == versions[1].question]

    first = sent(client, invitation, versions[0])

    number = (second.number + 1) // 2
    assert first.url == f"{link(invitation)}?page={number}#question-{versions[1].question_id}"
    judged(invitation, versions[1])
    last = client.get(first.url)
    assert "2 of 3 judged." in last.content.decode()
    asked = versions[2].question
    read = {f"version-{asked.pk}": versions[2].pk, f"seen-{asked.pk}": outside.digest(versions[2])}
    assert client.post(link(invitation, asked), read | SIGNED | {"say": "approve"}).url == link(invitation)
    assert "3 of 3 judged." in client.get(link(invitation)).content.decode()


def test_who_signed_once_is_not_asked_again_unless_she_likes(client, pages, author, invitation):
    first, _ = written(pages, author, "one"), written(pages, author, "two")
    before = client.get(link(invitation)).content.decode()
    judged(invitation, first)

    after = client.get(link(invitation)).content.decode()
    anew = client.get(f"{link(invitation)}?sign=anew").content.decode()

    assert "You sign as Olga Outside, LMT, Texas" in after
    assert '<input type="hidden" name="qualifications" value="LMT, Texas"' in after
    for page in (before, anew):
        assert '<input type="text" name="qualifications"' in page


def test_a_rewritten_question_waits_again_with_what_she_said_and_what_is_new(
    client, pages, author, invitation
):
    version = written(pages, author)
    judged(invitation, version, approved=False, words="Shorter, please.")
    assert standings(pages, invitation)["fresh"] == "changes"
    rewritten(version, author, "fewer words")

    text = client.get(link(invitation)).content.decode()

    assert standings(pages, invitation)["fresh"] == "waits"
    assert "rewritten since you wrote" in text
    assert "Shorter, please." in text
    assert "<ins>Stem of fewer words?</ins>" in text


def test_the_pages_of_the_course_lead_there(client, pages, author, invitation):
    written(pages, author)
    base = link(invitation).removesuffix("questions/")

    course = client.get(base).content.decode()
    quiz = client.get(f"{base}{pages.quiz.pk}/").content.decode()

    assert "0 of 1 judged." in course
    assert f'href="{link(invitation)}"' in course
    assert f'href="{link(invitation)}"' in quiz
    assert "Stem of" not in quiz


def test_a_lesson_says_where_its_self_checks_are_judged(client, pages, author, invitation):
    lesson = drafted_check(pages, author, written(pages, author).question)
    base = link(invitation).removesuffix("questions/")

    with_one = client.get(f"{base}{lesson.pk}/").content.decode()
    without = client.get(f"{base}{pages.lessons[0].pk}/").content.decode()

    assert f'href="{base}#questions"' in with_one
    assert 'id="questions"' in client.get(base).content.decode()
    assert "Self-checks take no answers here" not in without


def test_no_cache_keeps_the_keys_and_no_site_hears_of_them(client, pages, author, invitation):
    version = written(pages, author)

    for address in (link(invitation), f"{link(invitation)}all/", link(invitation, version.question)):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]


@pytest.mark.parametrize("address", ["", "all/"])
def test_many_questions_cost_as_many_statements_as_one(client, pages, author, invitation, address):
    def cost():
        client.get(link(invitation) + address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(link(invitation) + address).status_code == 200
        return len(found)

    source = ReferenceFactory()
    for number in range(2):
        question = written(pages, author, f"first-{number}").question
        authoring.write_version(
            question, single(f"f{number}"), kind="single", references=[source.key], by=author
        )
    judged(invitation, question.versions.latest("number"), approved=False, words="Shorter.")
    few = cost()
    for number in range(12):
        version = written(pages, author, f"more-{number}")
        outside.comment(invitation, version, text="Hm.")

    assert cost() == few


def test_the_author_reads_what_she_said_where_questions_are_judged(client, pages, author, invitation):
    one, two = written(pages, author, "one"), written(pages, author, "two")
    judged(invitation, one)
    judged(invitation, two, approved=False, words="Two choices are right.")
    outside.comment(invitation, two, text="In whom? <script>alert(1)</script>")
    client.force_login(author)

    approved_one = client.get(f"/cms/questions/{one.question_id}/").content.decode()
    refused = client.get(f"/cms/questions/{two.question_id}/").content.decode()
    listed = client.get("/cms/questions/").content.decode()
    asked = client.get(f"/cms/courses/{pages.course.pk}/outside/").content.decode()

    assert "from outside by Olga Outside, LMT, Texas" in approved_one
    assert "<strong>Changes asked for</strong> from outside by Olga Outside" in refused
    assert "In whom?" in refused
    assert "waits for somebody else’s approval" in refused
    assert listed.count("changes asked for") == 1
    assert "1 approved, 1 asked to be changed." in asked
    assert f'href="/cms/questions/{two.question_id}/"' in asked
    for page in (refused, asked):
        assert "<script>alert" not in page
        assert "Two choices are right." in page
