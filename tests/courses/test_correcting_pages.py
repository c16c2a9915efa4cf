"""Correcting in the CMS: an instructor writes, a colleague publishes."""

import pytest

from accounts.models import Role
from courses import correcting
from courses.models import Correction
from quizzes.models import Question
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, enrolled, finish
from tests.factories.released import released

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return released()


@pytest.fixture
def author(edition):
    return person_with(Role.INSTRUCTOR, scope=f"course:{edition.course.public_id}")


@pytest.fixture
def colleague(edition):
    return person_with(Role.REVIEWER, scope=f"course:{edition.course.public_id}")


def page_of(edition) -> int:
    return edition.course.pages.get().pk


def said(**values) -> dict:
    filled = {"said": "0", "severity": "safety", "new": "It is not so.", "reason": "Re-read."}
    return filled | {"source": ReferenceFactory().pk} | values


def test_from_the_editor_to_the_readers(client, edition, author, colleague):
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    client.force_login(author)

    seen = client.post(f"/cms/courses/{page_of(edition)}/correct/", said(), follow=True)

    correction = Correction.objects.get()
    page = seen.content.decode()
    assert seen.redirect_chain == [(f"/cms/corrections/{correction.pk}/", 302)]
    assert "1 person has completed" in page
    assert "somebody else has to publish it" in page
    client.post(f"/cms/corrections/{correction.pk}/", {"act": "publish"})
    correction.refresh_from_db()
    assert correction.published_at is None
    client.force_login(colleague)
    client.post(f"/cms/corrections/{correction.pk}/", {"act": "publish"})
    correction.refresh_from_db()
    assert (correction.approved_by, correction.citation["title"]) == (colleague, "Massage and blood flow")
    assert correction.notices.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source": ""}, "Choose the source that shows it."),
        ({"new": ""}, "This field is required."),
        ({"said": "99"}, "is not one of the available choices"),
        ({"severity": "grave"}, "is not one of the available choices"),
    ],
)
def test_what_is_missing_is_asked_for(client, edition, author, wrong, words):
    client.force_login(author)

    page = client.post(f"/cms/courses/{page_of(edition)}/correct/", said(**wrong)).content.decode()

    assert words in page
    assert not Correction.objects.exists()


def test_the_same_words_are_no_correction(client, edition, author):
    client.force_login(author)
    old = correcting.taught(edition.course)[0].text

    page = client.post(f"/cms/courses/{page_of(edition)}/correct/", said(new=old)).content.decode()

    assert "That is what the edition says already." in page


def test_setting_aside_takes_a_reason(client, edition, author, colleague):
    client.force_login(author)
    client.post(f"/cms/courses/{page_of(edition)}/correct/", said())
    correction = Correction.objects.get()
    client.force_login(colleague)
    address = f"/cms/corrections/{correction.pk}/"

    without = client.post(address, {"act": "aside"})
    client.post(address, {"act": "aside", "reason": "The old text is right."})

    correction.refresh_from_db()
    assert without.status_code == 200
    assert correction.set_aside_at is not None


def test_a_question_is_corrected_from_its_page(client, edition, author):
    item = next(step for step in edition.steps.all() if step.kind == "quiz").items.first()
    question = Question.objects.get(public_id=item.uuid)
    client.force_login(author)
    page = client.get(f"/cms/questions/{question.pk}/").content.decode()
    address = f"/cms/questions/{question.pk}/correct/"

    seen = client.post(address, said(said=item.version), follow=True)

    correction = Correction.objects.get()
    assert address in page
    assert (correction.kind, correction.item, correction.version) == ("question", item.uuid, item.version)
    assert correction.old == question.versions.get(number=item.version).payload["stem"]
    assert seen.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client, edition, author, colleague, count, django_assert_max_num_queries
):
    one = correcting.taught(edition.course)[0]
    for number in range(count):
        for _ in range(2):
            made = correcting.propose(
                edition.course,
                by=author,
                kind="claim",
                item=one.item,
                severity="clarification",
                old=one.text,
                new=f"Right {number}.",
            )
        correcting.publish(made, by=colleague)
    client.force_login(author)
    client.get("/cms/corrections/")

    with django_assert_max_num_queries(40) as found:
        client.get("/cms/corrections/")
    about = [query["sql"] for query in found.captured_queries if 'FROM "courses_correction"' in query["sql"]]
    assert len(about) == 2
    assert sum('FROM "accounts_user"' in query["sql"] for query in found.captured_queries) <= 2
