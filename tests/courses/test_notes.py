"""Sentences that carry a claim, words of the glossary, tables: frozen and rendered."""

import pytest

from courses.models import GlossaryTerm
from courses.releasing import NotReady, release
from tests.factories.courses import claim, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db

SENTENCE = "[Flow was 760 mL/min](claim:thirteen) in the [femoral artery](term:femoral-artery)."


@pytest.fixture
def pages():
    return course_pages(lessons=1)


def write(pages, text, *blocks):
    lesson = pages.lessons[0]
    lesson.body = [("text", {"key": "opening", "text": text}), *blocks]
    publish(lesson)


def inline(pages, **fields):
    return claim(
        pages.reference, key="thirteen", placement="inline", statement="Flow was 760 mL/min.", **fields
    )


def term():
    return GlossaryTerm.objects.create(
        key="femoral-artery", term="Femoral artery", definition="The artery of the *thigh*."
    )


def test_a_marked_sentence_leads_to_its_claim_and_back(pages):
    term()
    write(pages, SENTENCE, inline(pages, measured="In 13 people."))

    step = release(pages.course, by=None).steps.get(position=1)

    assert 'href="#claim-thirteen" id="at-claim-thirteen"' in step.html
    assert "(contested, low certainty)" in step.html
    assert '<div class="note" id="claim-thirteen" data-verdict="contested">' in step.html
    assert 'href="#at-claim-thirteen"' in step.html
    assert 'href="#term-femoral-artery" id="at-term-femoral-artery"' in step.html
    assert "The artery of the <em>thigh</em>." in step.html
    assert step.html.count("evidence-mark") == 2  # behind the sentence, and in its note
    assert [entry["key"] for entry in step.body["terms"]] == ["femoral-artery"]
    assert set(step.items.values_list("kind", flat=True)) == {"claim", "reference", "term"}


def test_a_marked_sentence_is_counted_once(pages):
    term()
    write(pages, SENTENCE, inline(pages, measured="Many more words that stand behind the sentence."))

    assert release(pages.course, by=None).steps.get(position=1).words == 8


def test_a_sentence_without_its_claim_is_not_released(pages):
    write(pages, "[Flow](claim:nothing) in a [vessel](term:nothing).")

    with pytest.raises(NotReady) as refusal:
        release(pages.course, by=None)

    assert refusal.value.problems == [
        "“Lesson 1”: A sentence points to the claim “nothing”, which isn't here.",
        "“Lesson 1”: “nothing” isn't in the glossary.",
    ]


def test_a_claim_without_its_sentence_is_not_released(pages):
    write(pages, "Nothing is marked.", inline(pages))

    with pytest.raises(NotReady, match=r"No sentence carries the claim “Flow was 760 mL/min\.”"):
        release(pages.course, by=None)


def test_an_edition_keeps_what_a_word_meant(pages):
    meaning = term()
    write(pages, SENTENCE, inline(pages))
    step = release(pages.course, by=None).steps.get(position=1)
    meaning.definition = "Something else."
    meaning.save()

    step.refresh_from_db()

    assert step.body["terms"][0]["definition"] == "The artery of the *thigh*."


def test_a_table_names_itself_and_its_rows(pages):
    table = {
        "key": "results",
        "caption": "What was *measured*",
        "table": "| Vessel | Result |\n| --- | --- |\n| Skin | Up |",
        "row_headers": True,
    }
    write(pages, "Look.", ("table", table))

    html = release(pages.course, by=None).steps.get(position=1).html

    assert "<caption>What was <em>measured</em></caption>" in html
    assert '<th scope="row">Skin</th>' in html


def test_the_glossary_is_a_page_of_its_own(client):
    term()

    html = client.get("/glossary/").content.decode()

    assert 'id="femoral-artery"' in html
    assert "The artery of the <em>thigh</em>." in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_glossary_takes_the_same_queries_for_more_words(client, count, django_assert_num_queries):
    for number in range(count):
        GlossaryTerm.objects.create(key=f"word-{number}", term=f"Word {number}", definition="It means it.")
    client.get("/glossary/")
    with django_assert_num_queries(1):
        client.get("/glossary/")
