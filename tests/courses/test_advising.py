"""What an author reads above a lesson."""

from datetime import date, timedelta

import pytest

from accounts.models import Role
from courses import readiness
from courses.advising import advise, advise_course
from courses.models import CoursePage, LessonPage
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory, ReferenceFactory, claim, lesson_page
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def lesson_of(*body, **fields) -> LessonPage:
    pages = course_pages()
    page = lesson_page(
        pages.course, "Skin", body=list(body), objectives=pages.course.course.objectives.all(), **fields
    )
    return LessonPage.objects.get(pk=page.pk)


def texts(items):
    return [item.text for item in items]


def test_a_claim_without_a_source_must_be_fixed_and_leads_to_its_block():
    lesson = lesson_of(claim(None, statement="Flow rises."))

    [item] = advise(lesson, TODAY).must

    assert item.text == "The claim “Flow rises.” has no citation."
    assert item.href == f"#block-{lesson.body[0].id}-section"


def test_what_the_template_said_must_be_written_over():
    lesson = lesson_of(("text", {"key": "opening", "text": "✎ Begin at the table."}))

    assert texts(advise(lesson, TODAY).must) == [
        "“✎ Begin at the table.” is still the template's. Write your own words over it."
    ]


def test_a_lesson_without_an_objective_says_so():
    lesson = lesson_of(("text", {"key": "opening", "text": "Text."}))
    lesson.objectives.clear()

    assert texts(advise(lesson, TODAY).must) == [
        "No objective is chosen. Say below what this lesson teaches."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "In 13 people flow rose.",
            "“In 13 people flow rose.…” states what was found, without a source. Cite one.",
        ),
        (
            "Studies show that it helps.",
            "“Studies show that it helps.…” states what was found, without a source. Cite one.",
        ),
        (
            "## Flow {#flow}\n\n" + "Short words here. " * 250,
            "“Flow” has 751 words under one heading. Cut it in two.",
        ),
        (
            "Notwithstanding physiological considerations, practitioners characteristically overestimate "
            "hemodynamic consequences of superficial manipulation, notwithstanding contradictory investigations "
            * 10,
            "is hard to read. Shorter sentences help most.",
        ),
    ],
)
def test_what_could_be_better_is_named(text, said):
    found = texts(advise(lesson_of(("text", {"key": "opening", "text": text})), TODAY).better)

    assert any(each.endswith(said) for each in found), found


def test_a_sentence_with_its_source_is_left_alone():
    pages = course_pages()
    text = f"In 13 people flow rose [@{pages.reference.key}]."

    assert not any(
        "without a source" in each
        for each in texts(advise(lesson_of(("text", {"key": "a", "text": text})), TODAY).better)
    )


def test_a_claim_that_is_due_soon_is_named():
    lesson = lesson_of(claim(course_pages().reference, review_by=TODAY + timedelta(days=30)))

    assert any(
        "is due for another look on Dec 25, 2026" in each for each in texts(advise(lesson, TODAY).better)
    )


def test_words_are_worth_something_by_each_method():
    advice = advise(lesson_of(("text", {"key": "opening", "text": "word " * 12_000})), TODAY)

    assert advice.words == 12_000
    assert [figure for _, figure in advice.methods] == ["1.00 CE", "1.33 credits", "44 minutes"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_takes_the_same_queries_for_any_length(client, count, django_assert_max_num_queries):
    pages = course_pages()
    lesson = lesson_of(*[claim(pages.reference, key=f"c{n}") for n in range(count)])

    with django_assert_max_num_queries(18):
        advise(lesson, TODAY)


def test_the_editor_shows_it(client):
    lesson = lesson_of(claim(None, statement="Flow rises."))
    client.force_login(person_with(Role.INSTRUCTOR))

    page = client.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()

    assert "Must fix before release" in page
    assert f'href="#block-{lesson.body[0].id}-section"' in page


def hrefs(items) -> dict[str, str]:
    return {item.text: item.href for item in items}


def test_a_retracted_source_must_go_and_an_old_one_be_looked_at():
    retracted = ReferenceFactory(authors="Wrong W", retracted_on=TODAY)
    old = ReferenceFactory(authors="Old O", review_by=TODAY)
    lesson = lesson_of(
        claim(retracted, key="a", statement="Flow rises."), claim(old, key="b", statement="Flow falls.")
    )
    first, second = (f"#block-{block.id}-section" for block in lesson.body)

    advice = advise(lesson, TODAY)

    said = "It cites Wrong W (2004), which was retracted. Cite another one."
    assert hrefs(advice.must)[said] == first
    assert hrefs(advice.better)["“Flow falls.” cites Old O (2004): look for newer evidence."] == second


def test_sentences_and_claims_that_lost_each_other_are_named_at_their_block():
    reference = course_pages().reference
    lesson = lesson_of(
        ("text", {"key": "opening", "text": "[Flow rises](claim:gone)."}),
        claim(reference, key="lonely", placement="inline", statement="Nobody says so."),
    )
    text, lonely = (f"#block-{block.id}-section" for block in lesson.body)

    found = hrefs(advise(lesson, TODAY).must)

    assert found["A sentence leads to a claim that isn't here any more. Mark it anew."] == text
    assert found["No sentence carries the claim “Nobody says so.”. Mark one."] == lonely


def test_an_objective_that_no_question_tests_leads_to_the_objectives():
    lesson = LessonPage.objects.get(pk=course_pages().lessons[0].pk)
    assert not any("No question tests" in each for each in texts(advise(lesson, TODAY).better))
    lesson.objectives.add(ObjectiveFactory(course=lesson.get_parent().specific.course, number=9))

    found = hrefs(advise(lesson, TODAY).better)

    assert found["No question tests objective 9."] == "#panel-child-content-objectives-section"


def test_the_course_says_what_a_release_would_refuse_and_where_to_mend_it(client):
    pages = course_pages()
    ObjectiveFactory(course=pages.course.course, number=9)
    lesson = pages.lessons[0]
    lesson.body = [claim(None, statement="Flow rises.")]
    lesson.save_revision().publish()
    client.force_login(person_with(Role.INSTRUCTOR))

    advice = advise_course(pages.course, TODAY)
    page = client.get(f"/cms/pages/{pages.course.pk}/edit/").content.decode()

    assert texts(advice.must) == readiness.problems(CoursePage.objects.get(pk=pages.course.pk), TODAY)
    said = "“Lesson 1”: The claim “Flow rises.” has no citation."
    assert hrefs(advice.must)[said] == f"/cms/pages/{lesson.pk}/edit/"
    assert hrefs(advice.better)["Objective 9: No question tests it."] == f"/cms/coverage/{pages.course.pk}/"
    assert f'href="/cms/pages/{lesson.pk}/edit/"' in page
    assert "Must fix before release" in page


EMPTY = {
    "text": ({"text": ""}, ["A part has no text. Write it, or take the part out."]),
    "callout": (
        {"kind": "", "title": "", "text": ""},
        [
            "A callout has no kind. Say whether it is a pearl, a caution, a contraindication or a red flag.",
            "A callout has no title.",
            "A callout has no text.",
        ],
    ),
    "table": ({"caption": "", "table": ""}, ["A table has no caption.", "A table is empty."]),
    "claim": (
        {"statement": "", "verdict": "", "certainty": "", "measured": "", "citations": []},
        [
            "A claim says nothing yet. Write what is claimed.",
            "A claim has no verdict. Say what the studies find.",
            "A claim has no certainty. Say how sure we can be.",
            "A claim has no citation.",
        ],
    ),
    "figure": (
        {"image": None, "caption": "", "description": "", "credit": "", "licence": ""},
        [
            "A figure has no image.",
            "A figure has no words for those who can't see it. Say what it shows.",
            "A figure doesn't say who made it.",
            "A figure doesn't say what allows you to use it.",
        ],
    ),
    "download": ({"document": None, "title": "", "text": ""}, ["A download has no document."]),
}


@pytest.mark.parametrize(("kind", "value", "said"), [(kind, *rest) for kind, rest in EMPTY.items()])
def test_an_empty_block_must_be_filled_and_is_called_by_no_key(kind, value, said):
    lesson = lesson_of((kind, {"key": "b8b69fb7658"} | value))

    items = advise(lesson, TODAY).must

    assert texts(items) == said
    assert {item.href for item in items} == {f"#block-{lesson.body[0].id}-section"}


def test_a_table_of_words_alone_holds_no_table():
    lesson = lesson_of(("table", {"key": "t", "caption": "Results", "table": "Some words."}))

    assert texts(advise(lesson, TODAY).must) == ["The table “Results” holds no table."]


def test_a_long_statement_is_named_by_its_beginning():
    lesson = lesson_of(claim(None, statement="x" * 200))

    assert texts(advise(lesson, TODAY).must) == [f"The claim “{'x' * 90}…” has no citation."]
