"""The public pages of the evidence: a course's claims at a glance, and a source with what rests on it."""

from collections import Counter
from datetime import date

import pytest

from accounts.models import Role
from courses.covering import doubt, matrix, verb_of
from courses.models import Reference
from courses.models.courses import VAGUE
from courses.releasing import problems, release
from courses.verbs import LEVELS, level
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, claim, lesson_page, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    pages = course_pages()
    lesson = pages.lessons[1]
    lesson.body = [
        claim(
            pages.reference, key="skin", statement="Skin flow rises.", verdict="supported", certainty="high"
        ),
        claim(
            pages.reference, key="weak", statement="Toxins leave.", verdict="supported", certainty="very-low"
        ),
    ]
    publish(lesson)
    return pages


def evidence_page(client, pages):
    return client.get(f"/evidence/{pages.course.course.code}/")


def test_every_claim_stands_with_its_verdict_its_certainty_and_its_sources(client, pages):
    edition = release(pages.course, by=None)

    response = evidence_page(client, pages)

    assert [(each.statement, each.words) for each in response.context["claims"]] == [
        ("Massage has not been shown to raise arterial flow.", "Contested · low certainty"),
        ("Skin flow rises.", "Supported · high certainty"),
        ("Toxins leave.", "Supported · very low certainty"),
    ]
    page = response.content.decode()
    assert "3 claims: 2 supported, 1 contested." in page
    assert f'href="/references/{pages.reference.key}/"' in page
    assert f"/learn/{edition.course.code}/lesson-2/#skin" in page


def test_the_picture_groups_by_verdict_and_puts_the_surest_first(client, pages):
    release(pages.course, by=None)

    groups = evidence_page(client, pages).context["groups"]

    assert [(group.verdict, [each.certainty for each in group.claims]) for group in groups] == [
        ("supported", ["high", "very-low"]),
        ("contested", ["low"]),
    ]


def test_each_mark_leads_to_its_row(client, pages):
    release(pages.course, by=None)

    page = evidence_page(client, pages).content.decode()

    for anchor in ("claim-1-1", "claim-2-1", "claim-2-2"):
        assert f'<a href="#{anchor}"' in page
        assert f'<tr id="{anchor}">' in page


def test_a_draft_says_nothing_in_public(client, pages):
    release(pages.course, by=None)
    lesson = pages.lessons[1]
    lesson.body = [claim(pages.reference, statement="Only a draft.")]
    lesson.save_revision()

    assert "Only a draft." not in evidence_page(client, pages).content.decode()


def test_the_page_of_a_course_leads_to_its_evidence(client, pages):
    release(pages.course, by=None)

    page = client.get(f"/{pages.course.slug}/").content.decode()

    assert f'<a href="/evidence/{pages.course.course.code}/">What the evidence says</a>' in page


def test_a_course_that_was_never_released_has_no_evidence_page(client, pages):
    assert evidence_page(client, pages).status_code == 404


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_evidence_page_costs_the_same_for_any_course(client, django_assert_max_num_queries, lessons):
    pages = course_pages(lessons)
    release(pages.course, by=None)

    with django_assert_max_num_queries(9):
        evidence_page(client, pages)


def test_a_source_shows_what_rests_on_it(client, pages):
    edition = release(pages.course, by=None)

    response = client.get(f"/references/{pages.reference.key}/")

    assert [
        (use["lesson"], [each.statement for each in use["claims"]]) for use in response.context["uses"]
    ] == [
        ("Lesson 1", ["Massage has not been shown to raise arterial flow."]),
        ("Lesson 2", ["Skin flow rises.", "Toxins leave."]),
    ]
    assert f"/learn/{edition.course.code}/lesson-1/#ref-{pages.reference.key}" in response.content.decode()


def test_a_lesson_links_to_the_source_and_the_source_to_the_lesson(pages):
    html = release(pages.course, by=None).steps.get(position=1).html

    assert f'href="/references/{pages.reference.key}/"' in html


def test_a_source_that_nobody_cites_says_so(client):
    reference = ReferenceFactory()

    assert (
        "No lesson of a released course cites it today."
        in client.get(f"/references/{reference.key}/").content.decode()
    )


IMPORTED = """@article{made2003,
  author   = {Hinds, Toby and McEwan, Ian},
  title    = {Flow},
  year     = {2003},
  month    = {may},
  journal  = {Med Sci},
  volume   = {36},
  issn     = {1234-5678},
  keywords = {skin, warmth}
}"""


def test_a_source_comes_out_as_bibtex(client):
    typed = ReferenceFactory(
        key="made2004",
        title="Blood & flow {2}",
        doi="10.1/x",
        authors="Hinds T, van der Berg AB, WHO, et al.",
    )

    answer = client.get(f"/references/{typed.key}.bib")
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert answer.content.decode().startswith(
        "@misc{made2004,\n  author = {Hinds, T. and van der Berg, A. B. and {WHO} and others},\n  title = {Blood \\& flow 2},\n"
    )


@pytest.mark.parametrize(
    ("edited", "kept", "gone"),
    [
        ({}, [IMPORTED], []),
        (
            {"title": "Flow, mended"},
            ["title = {Flow, mended}", "month = {may}", "journal = {Med Sci}"],
            ["{Flow}"],
        ),
        ({"year": "2005"}, ["year = {2005}", "title = {Flow}", "issn = {1234-5678}"], ["2003}", "month"]),
        ({"authors": "Else S"}, ["author = {Else, S.}", "volume = {36}"], ["Hinds"]),
        (
            {"published_in": "Lancet 2"},
            ["note = {Lancet 2}", "author = {Hinds, Toby and McEwan, Ian}"],
            ["Med Sci", "issn"],
        ),
    ],
)
def test_an_imported_source_comes_out_as_it_reads_now(client, edited, kept, gone):
    said = {
        "authors": "Hinds T, McEwan I",
        "title": "Flow",
        "year": "2003",
        "published_in": "Med Sci 36",
        "doi": "",
    }
    ReferenceFactory(key="made2003", bibtex=IMPORTED, **(said | edited))

    text = client.get("/references/made2003.bib").content.decode()

    assert text.startswith("@article{made2003,\n")
    assert "skin, warmth" in text
    assert [part for part in kept if part not in text] == []
    assert [part for part in gone if part in text] == []


def test_a_retracted_source_is_not_released_and_its_page_says_so(client, pages):
    release(pages.course, by=None)
    Reference.objects.update(retracted_on=date(2026, 10, 1))

    shown = f"“Lesson 1”: It cites [@{pages.reference.key}], which was retracted on 2026-10-01."
    assert shown in problems(pages.course)
    page = client.get(f"/references/{pages.reference.key}/").content.decode()
    assert "Retracted Oct 1, 2026" in page


def test_the_matrix_counts_what_is_taught_claimed_and_tested(pages):
    shown = matrix(pages.course)

    assert [
        (row.objective.number, [cell.teaches for cell in row.cells], row.claims, row.questions, row.holes)
        for row in shown["rows"]
    ] == [(1, [True, False], 1, 1, []), (2, [False, True], 2, 1, [])]
    assert shown["holes"] == 0


def test_the_matrix_shows_holes(client, pages):
    pages.course.course.objectives.create(number=3, bloom="know", statement="Know the liver.")
    lesson_page(pages.course, "Afterthought")

    shown = matrix(pages.course)

    assert shown["rows"][2].holes == [
        "No lesson teaches it.",
        "No question tests it.",
        "“Know” can't be measured: say what a learner does, such as “explain”.",
    ]
    assert [lesson.title for lesson in shown["unmapped"]] == ["Afterthought"]
    client.force_login(person_with(Role.INSTRUCTOR))
    page = client.get(f"/cms/coverage/{pages.course.pk}/").content.decode()
    assert "1 of 3 objectives needs something." in page
    assert "Afterthought" in page


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("Explain flow.", ""),
        ("Palpate the calf.", ""),
        ("Undertake it", "“Undertake” is no verb that we know"),
        ("Understand flow.", "“Understand” can't be measured"),
        ("Élaborer un plan", "“Élaborer” is no verb that we know"),
        ("Banana for all.", "“Banana” is no verb that we know"),
        ("3 causes of pain", "It begins with no verb"),
    ],
)
def test_a_verb_that_nobody_can_measure_is_named(statement, said):
    assert doubt(verb_of(statement)).startswith(said)
    assert bool(doubt(verb_of(statement))) == bool(said)


def test_every_verb_asks_for_one_thing():
    verbs = [verb for listed in LEVELS.values() for verb in listed.split()]

    assert [verb for verb, times in Counter(verbs).items() if times > 1] == []
    assert not VAGUE.intersection(verbs)
    assert [
        level(verb) for verb in ("Recall", "explain", "palpate", "compare", "select", "plan", "banana")
    ] == [*("Remember", "Understand", "Apply", "Analyze", "Evaluate", "Create", "")]


def test_the_matrix_says_what_each_objective_asks_for(client, pages):
    pages.course.course.objectives.create(number=3, bloom="plan", statement="Plan a session.")

    assert [row.level for row in matrix(pages.course)["rows"]] == ["Understand", "Understand", "Create"]
    client.force_login(person_with(Role.INSTRUCTOR))
    assert "<td>Create</td>" in client.get(f"/cms/coverage/{pages.course.pk}/").content.decode()


def test_an_instructor_of_another_course_sees_no_coverage(client, pages):
    other = course_pages().course
    client.force_login(person_with(Role.INSTRUCTOR, scope=f"course:{other.course.public_id}"))

    response = client.get(f"/cms/coverage/{pages.course.pk}/")

    assert (response.status_code, response.url) == (302, "/cms/")  # Wagtail says that it is not theirs
