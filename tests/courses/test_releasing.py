from datetime import date
from decimal import Decimal

import pytest
from django.core.serializers import serialize

from accounts.models import AuditEvent
from courses.canonical import sha256
from courses.models import Approval, Edition, EditionItem, EditionStep, Objective
from courses.releasing import NotReady, problems, release
from tests.factories.accounts import UserFactory
from tests.factories.certificates import ApprovalFactory
from tests.factories.courses import (
    NOON,
    claim,
    course_page,
    enrolled,
    lesson_page,
    publish,
    somebody_approves,
)
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    return course_pages()


def rewrite(lesson, text="Another text.") -> None:
    """Publish a new text of a lesson."""
    lesson.refresh_from_db()
    lesson.body = [("text", {"key": "opening", "text": text})]
    publish(lesson)


def stored(edition) -> str:
    """Every byte of an edition as the database holds it."""
    rows = [
        *Edition.objects.filter(pk=edition.pk),
        *EditionStep.objects.filter(edition=edition).order_by("position"),
        *EditionItem.objects.filter(step__edition=edition).order_by("pk"),
    ]
    return serialize("json", rows)


def test_the_first_release_is_edition_one_of_the_steps_in_order(pages):
    edition = release(pages.course, by=None)

    assert (edition.number, edition.course, edition.title) == (
        "1.0",
        pages.course.course,
        "The Science of Touch",
    )
    assert [(step.position, step.slug, step.kind, step.opens) for step in edition.steps.all()] == [
        (1, "lesson-1", "lesson", "courses:read"),
        (2, "lesson-2", "lesson", "courses:read"),
        (3, "post-test", "quiz", "quizzes:start"),
        (4, "confirm", "attestation", "courses:attest"),
    ]


def test_the_digest_covers_the_manifest_and_the_manifest_every_step(pages):
    edition = release(pages.course, by=None)

    assert edition.sha256 == sha256(edition.manifest)
    assert [(step["key"], step["digest"]) for step in edition.manifest["steps"]] == [
        (str(step.key), step.digest) for step in edition.steps.all()
    ]
    step = edition.steps.get(position=1)
    assert step.digest == sha256({"kind": step.kind, "title": step.title, "body": step.body})


def test_the_manifest_says_what_it_takes_to_pass(pages):
    edition = release(pages.course, by=None)

    assert edition.manifest["pass_rules"] == [
        {"step": str(pages.quiz.step_key), "pass_mark": 80, "attempts_allowed": 0, "questions": 2}
    ]


def test_a_frozen_lesson_holds_its_blocks_and_its_sources_in_order_of_citation(pages):
    body = release(pages.course, by=None).steps.get(position=1).body

    assert [(block["type"], block["key"]) for block in body["blocks"]] == [
        ("text", "opening"),
        ("claim", "muscle-flow"),
        ("callout", "stop"),
    ]
    assert body["blocks"][1]["citations"] == [pages.reference.key]
    assert body["references"] == [pages.reference.freeze()]


def test_a_lesson_is_rendered_once_with_its_claim_and_numbered_sources(pages):
    html = release(pages.course, by=None).steps.get(position=1).html

    assert f'<a href="#ref-{pages.reference.key}">1</a>' in html
    assert f'<li id="ref-{pages.reference.key}">' in html
    assert "Contested · low certainty" in html
    assert '<p id="opening">' in html


def test_who_was_served_which_claim_question_and_source_can_be_asked(pages):
    edition = release(pages.course, by=None)

    kinds = EditionItem.objects.filter(step__edition=edition).values_list("step__slug", "kind")
    assert sorted(kinds) == [
        ("lesson-1", "claim"),
        ("lesson-1", "reference"),
        ("post-test", "question"),
        ("post-test", "question"),
    ]


def test_hours_are_those_of_the_word_count_rounded_down(pages):
    rewrite(pages.lessons[1], "word " * 6_000)

    edition = release(pages.course, by=None)

    assert (edition.hours, edition.manifest["hours"]) == (Decimal("0.5"), "0.5")
    assert edition.words == edition.manifest["words"] == sum(step.words for step in edition.steps.all())


def test_a_short_course_earns_nothing_and_says_so(pages):
    edition = release(pages.course, by=None)

    assert (edition.hours, edition.manifest["hours"]) == (Decimal(), "0")


def test_releasing_the_same_content_again_returns_the_latest_edition(pages):
    edition = release(pages.course, by=None)

    assert release(pages.course, by=None) == edition
    assert Edition.objects.count() == 1


def test_a_changed_lesson_makes_the_next_major_edition_and_keeps_the_other_digests(pages):
    first = release(pages.course, by=None)
    rewrite(pages.lessons[1])

    second = release(pages.course, by=None, notes="Rewritten.")

    assert (second.number, second.notes) == ("2.0", "Rewritten.")
    digests = [dict(edition.steps.values_list("slug", "digest")) for edition in (first, second)]
    assert {slug for slug in digests[0] if digests[0][slug] != digests[1][slug]} == {"lesson-2"}


def test_a_draft_is_not_released(pages):
    pages.lessons[1].body = [("text", {"key": "opening", "text": "Only a draft."})]
    pages.lessons[1].save_revision()

    pages.course.title = "Only a draft"
    pages.course.save_revision()

    edition = release(pages.course, by=None)

    assert edition.title == "The Science of Touch"
    assert edition.steps.get(slug="lesson-2").body["blocks"][0]["text"] == "The text of Lesson 2."


def test_a_minor_release_takes_learners_along(pages):
    first = release(pages.course, by=None)
    enrolment = enrolled(first)
    rewrite(pages.lessons[1], "A typing mistake mended.")

    second = release(pages.course, by=None, minor=True)

    assert second.number == "1.1"
    assert Edition.objects.current_of(enrolment) == second


def test_a_minor_release_may_not_change_what_records_rest_on(pages):
    release(pages.course, by=None)
    Objective.objects.filter(course=pages.course.course, number=1).update(statement="Explain something else.")
    pages.quiz.pass_mark = 90
    publish(pages.quiz)

    with pytest.raises(NotReady) as refusal:
        release(pages.course, by=None, minor=True)

    assert refusal.value.problems == [
        "A minor release can't change the objectives.",
        "A minor release can't change what it takes to pass.",
        "A minor release can't change the steps, a test or the confirmation; only lesson text.",
    ]
    assert Edition.objects.count() == 1


def test_a_release_is_audited(pages):
    registrar = UserFactory()

    edition = release(pages.course, by=registrar, notes="First.")

    event = AuditEvent.objects.get(action="edition released")
    assert (event.actor, event.object_id, event.reason) == (registrar, str(edition.pk), "First.")
    assert event.detail == {"number": "1.0", "sha256": edition.sha256}
    assert edition.released_by == registrar


def test_editing_unpublishing_and_deleting_pages_leaves_every_byte_of_the_edition(pages):
    edition = release(pages.course, by=None)
    before = stored(edition)

    rewrite(pages.lessons[0])
    assert stored(edition) == before
    pages.lessons[1].refresh_from_db()
    pages.lessons[1].unpublish()
    pages.reference.title = "Another title"
    pages.reference.save()
    assert stored(edition) == before
    pages.course.refresh_from_db()
    pages.course.delete()
    pages.reference.delete()

    assert stored(edition) == before


def unpublish(pages):
    pages.lessons[1].unpublish()


def unpublish_course(pages):
    pages.course.unpublish()


def let_the_review_pass(pages):
    pages.course.review_by = date(2026, 1, 31)
    pages.course.save()


def claim_without_citation(pages):
    pages.lessons[0].body = [claim(None)]
    pages.lessons[0].save()


def claim_due_for_review(pages):
    pages.lessons[0].body = [claim(pages.reference, review_by=date(2026, 1, 31))]
    pages.lessons[0].save()


def cite_the_unknown(pages):
    pages.lessons[0].body = [("text", {"key": "opening", "text": "See [@nobody1999]."})]
    pages.lessons[0].save()


def untaught_and_untested(pages):
    pages.course.course.objectives.create(number=3, bloom="apply", statement="Apply it.")


def no_test(pages):
    pages.quiz.delete()


def optional_test(pages):
    pages.quiz.required = False
    pages.quiz.save()


def no_confirmation(pages):
    pages.attestation.delete()


def confirmation_first(pages):
    lesson_page(pages.course, "Afterthought")


def reserved_slug(pages):
    pages.lessons[1].slug = "enrol"
    pages.lessons[1].save()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (unpublish, ["“Lesson 2”: It isn't published."]),
        (unpublish_course, ["The course page isn't published."]),
        (let_the_review_pass, ["The content was due for review by Jan 31, 2026."]),
        (
            claim_without_citation,
            ["“Lesson 1”: The claim “Massage has not been shown to raise arterial flow.” has no citation."],
        ),
        (
            claim_due_for_review,
            ["“Lesson 1”: The claim “Massage has not been shown to raise arterial flow.” is due for review."],
        ),
        (cite_the_unknown, ["“Lesson 1”: It cites [@nobody1999], which isn't in the library."]),
        (untaught_and_untested, ["No lesson teaches objective 3.", "No question tests objective 3."]),
        (
            no_test,
            [
                "No question tests objective 1.",
                "No question tests objective 2.",
                "A home-study course needs a graded test that every learner must pass.",
            ],
        ),
        (optional_test, ["A home-study course needs a graded test that every learner must pass."]),
        (no_confirmation, ["There is no step where the learner confirms the name for the certificate."]),
        (confirmation_first, ["Confirming the name must be the last step, once, and required."]),
        (reserved_slug, ["“Lesson 2”: Its slug can't be “enrol”."]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_released(pages, spoil, expected):
    spoil(pages)
    pages.course.refresh_from_db()
    somebody_approves(pages.course, *pages.course.steps())
    course = type(pages.course).objects.get(pk=pages.course.pk)

    with pytest.raises(NotReady) as refusal:
        release(course, by=None)

    assert refusal.value.problems == problems(course) == expected
    assert Edition.objects.count() == 0


def test_a_course_without_anything_says_all_that_is_missing():
    page = course_page()
    somebody_approves(page)

    assert problems(page) == [
        "The course has no objectives.",
        "A home-study course needs a graded test that every learner must pass.",
        "There is no step where the learner confirms the name for the certificate.",
    ]


def test_what_nobody_else_approved_is_not_released_whoever_published_it(pages):
    superuser = UserFactory(is_superuser=True)
    lesson = pages.lessons[1]
    lesson.body = [("text", {"key": "opening", "text": "In my own name."})]
    lesson.save_revision(user=superuser).publish(user=superuser)

    with pytest.raises(NotReady) as refusal:
        release(pages.course, by=superuser)

    assert refusal.value.problems == [
        "“Lesson 2”: what is published was approved by nobody but its writers. Send it to review."
    ]


def test_a_change_beside_the_editor_needs_a_new_approval(pages):
    """An approval is of a text, not of a number: whatever writes a published page, the text must match."""
    type(pages.attestation).objects.update(statement="I did nothing.")

    assert problems(pages.course) == [
        "“Confirm your name”: what is published was approved by nobody but its writers. Send it to review."
    ]


def test_an_approved_text_that_comes_back_counts_again(pages):
    lesson = pages.lessons[1]
    before = lesson.body
    rewrite(lesson)
    lesson.refresh_from_db()
    lesson.body = before
    lesson.save_revision().publish()

    assert problems(pages.course) == []


def test_an_approval_that_ended_must_be_renewed_or_withdrawn(pages):
    edition = release(pages.course, by=None)
    approval = ApprovalFactory(edition=edition, valid_until=date(2026, 1, 31), hours=Decimal(1))
    ended = "NCBTMB's approval ended on Jan 31, 2026. Enter its renewal, or withdraw it."

    assert problems(pages.course) == [ended]

    renewal = ApprovalFactory(edition=edition, valid_until=date(2099, 1, 31), hours=Decimal(1))
    assert problems(pages.course) == []
    renewal.delete()
    Approval.objects.filter(pk=approval.pk).update(withdrawn_at=NOON)
    assert problems(pages.course) == []
