"""What staff do with courses in the CMS: releasing, approving, deleting."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize

from accounts.models import AuditEvent, Role, User
from courses.models import (
    Approval,
    Completion,
    Course,
    CoursePage,
    Edition,
    EditionStep,
    LessonPage,
    Objective,
    StepRecord,
)
from tests.factories.accounts import UserFactory, add_second_factor, person_with
from tests.factories.courses import EditionFactory, an_edition, enrolled, finish
from tests.factories.released import course_pages, released

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person)
    return person


@pytest.fixture
def registrar(client):
    return sign_in(client, person_with(Role.REGISTRAR))


@pytest.fixture
def superuser(client):
    person = UserFactory(is_superuser=True, is_staff=True)
    add_second_factor(person)
    return sign_in(client, person)


def test_a_registrar_releases_a_course(client, registrar):
    page = course_pages().course

    response = client.post(f"/cms/releases/{page.pk}/", {"notes": "First release."}, follow=True)

    edition = Edition.objects.get()
    assert (edition.number, edition.notes, edition.released_by) == ("1.0", "First release.", registrar)
    assert "Edition 1.0 is released." in response.content.decode()


def test_releasing_what_did_not_change_releases_nothing_and_says_so(client, registrar):
    page = course_pages().course
    client.post(f"/cms/releases/{page.pk}/", {"notes": "First."})

    response = client.post(f"/cms/releases/{page.pk}/", {"notes": "Second."}, follow=True)

    assert Edition.objects.count() == 1
    assert "Nothing has changed since edition 1.0." in response.content.decode()


def test_what_must_be_put_right_is_shown_and_nothing_is_released(client, registrar):
    pages = course_pages()
    pages.lessons[1].unpublish()
    address = f"/cms/releases/{pages.course.pk}/"

    assert "“Lesson 2”: It isn&#x27;t published." in client.get(address).content.decode()
    assert "“Lesson 2”: It isn&#x27;t published." in client.post(address, {"notes": "x"}).content.decode()
    assert Edition.objects.count() == 0


def test_a_minor_release_that_changes_too_much_is_refused(client, registrar):
    pages = course_pages()
    client.post(f"/cms/releases/{pages.course.pk}/", {"notes": "First."})
    pages.course.course.objectives.update(statement="Explain something else.")

    response = client.post(f"/cms/releases/{pages.course.pk}/", {"minor": "on"})

    assert "A minor release can&#x27;t change the objectives." in response.content.decode()
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_other_staff_may_not_release(client, role):
    sign_in(client, person_with(role))
    page = course_pages().course

    client.post(f"/cms/releases/{page.pk}/", {"notes": "x"})
    client.get("/cms/releases/")

    assert Edition.objects.count() == 0
    assert "Releases" not in client.get("/cms/").content.decode()


def test_a_registrar_of_one_course_releases_that_one_only(client):
    mine, other = course_pages().course, course_pages().course
    scope = f"course:{mine.course.public_id}"
    sign_in(client, person_with(Role.REGISTRAR, scope=scope))

    for page in (mine, other):
        client.post(f"/cms/releases/{page.pk}/", {"notes": "x"})

    assert [edition.course for edition in Edition.objects.all()] == [mine.course]
    assert [row["page"] for row in client.get("/cms/releases/").context["rows"]] == [mine]


def test_the_page_of_a_course_leads_to_its_release(client, superuser):
    pages = course_pages()

    assert (
        f"/cms/releases/{pages.course.pk}/"
        in client.get(f"/cms/pages/{pages.course.pk}/edit/").content.decode()
    )
    lesson = client.get(f"/cms/pages/{pages.lessons[0].pk}/edit/").content.decode()
    assert "/cms/releases/" in lesson  # the menu
    assert f"/cms/releases/{pages.lessons[0].pk}/" not in lesson


def approval(edition, **fields) -> dict:
    values = {
        "edition": edition.pk,
        "accreditor": "NCBTMB",
        "provider_number": "451238-10",
        "title": "The Science of Touch",
        "certificate_title": "Certificate of Achievement",
        "hours": "0.5",
        "valid_from": "2026-11-20",
        "valid_until": "2029-11-19",
    }
    return values | fields


ADD = "/cms/snippets/courses/approval/add/"


def test_a_registrar_enters_an_approval_under_their_name(client, registrar):
    edition = EditionFactory()

    client.post(ADD, approval(edition))

    entered = Approval.objects.get()
    assert (entered.edition, entered.hours, entered.entered_by) == (edition, Decimal("0.5"), registrar)
    assert (entered.valid_from, entered.withdrawn_at) == (date(2026, 11, 20), None)
    assert AuditEvent.objects.get(action="approval entered").actor == registrar


@pytest.mark.parametrize("fields", [{"hours": "0"}, {"valid_until": "2026-11-01"}, {"provider_number": ""}])
def test_an_approval_that_cannot_be_is_refused(client, registrar, fields):
    response = client.post(ADD, approval(EditionFactory(), **fields))

    assert (response.status_code, Approval.objects.count()) == (200, 0)


def test_a_registrar_of_one_course_approves_that_one_only(client):
    mine, other = EditionFactory(), EditionFactory()
    sign_in(client, person_with(Role.REGISTRAR, scope=f"course:{mine.course.public_id}"))

    for edition in (mine, other):
        client.post(ADD, approval(edition))

    assert [entered.edition for entered in Approval.objects.all()] == [mine]


def test_an_instructor_may_not_enter_an_approval(client):
    sign_in(client, person_with(Role.INSTRUCTOR))

    client.post(ADD, approval(EditionFactory()))

    assert Approval.objects.count() == 0


@pytest.mark.parametrize("model", [Course, Objective, Approval])
def test_rows_that_records_rest_on_are_not_deleted_by_anybody(client, superuser, model):
    edition = released()
    client.post(ADD, approval(edition))
    row = model.objects.first()

    client.post(f"/cms/snippets/courses/{model._meta.model_name}/delete/{row.pk}/")

    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("model", "field"), [(Course, "code"), (Approval, "accreditor")])
def test_a_code_and_an_approval_are_never_edited(client, superuser, model, field):
    client.post(ADD, approval(released()))
    row = model.objects.first()
    before = serialize("json", [row])

    client.post(
        f"/cms/snippets/courses/{model._meta.model_name}/edit/{row.pk}/",
        approval(Edition.objects.get()) | {field: "changed"},
    )

    assert serialize("json", model.objects.filter(pk=row.pk)) == before


def test_deleting_the_pages_of_a_course_leaves_the_learners_record_whole(client, superuser):
    edition = released()
    enrolment = enrolled(edition)
    slugs = [step.slug for step in edition.steps.all()]
    finish(enrolment, *slugs)
    records = [Edition, EditionStep, StepRecord, Completion, Course, Objective]
    before = [serialize("json", model.objects.order_by("pk")) for model in records]
    page = CoursePage.objects.get()

    response = client.post(f"/cms/pages/{page.pk}/delete/", follow=True)

    assert (response.status_code, CoursePage.objects.count(), LessonPage.objects.count()) == (200, 0, 0)
    assert [serialize("json", model.objects.order_by("pk")) for model in records] == before
    client.force_login(enrolment.learner)
    assert "Course complete" in client.get(f"/learn/{edition.course.code}/").content.decode()
    assert "Flow was measured" in client.get(f"/learn/{edition.course.code}/lesson-1/").content.decode()


def test_deleting_one_lesson_leaves_it_open_to_who_is_on_the_edition(client, superuser):
    edition = released()
    enrolment = enrolled(edition)
    lesson = LessonPage.objects.get(slug="lesson-1")

    client.post(f"/cms/pages/{lesson.pk}/delete/")

    assert not LessonPage.objects.filter(slug="lesson-1").exists()
    client.force_login(enrolment.learner)
    assert "Flow was measured" in client.get(f"/learn/{edition.course.code}/lesson-1/").content.decode()


@pytest.mark.parametrize("address", ["/cms/users/delete/{0}/", "/cms/bulk/accounts/user/delete/?id={0}"])
def test_who_has_records_is_not_deleted_and_the_page_says_what_to_do(client, superuser, address):
    learner = enrolled(an_edition()).learner

    response = client.post(address.format(learner.pk), follow=True)

    assert "People are never deleted: records rest on them." in response.content.decode()
    assert User.objects.filter(pk=learner.pk).exists()


def test_a_preview_shows_the_draft_as_a_release_would_render_it(superuser):
    pages = course_pages()
    lesson = pages.lessons[0]
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body[0].value["text"] = f"A draft, measured [@{pages.reference.key}]."

    page = lesson.make_preview_request().content.decode()

    assert "A draft, measured" in page
    assert f'<li id="ref-{pages.reference.key}">' in page


def test_a_preview_is_what_learners_read_once_it_is_released(client):
    edition = released()
    lesson = LessonPage.objects.get(slug="lesson-1")

    def article(page):
        return page.split("<article", 1)[1].split("</article>", 1)[0]

    preview = article(lesson.make_preview_request().content.decode())

    client.force_login(enrolled(edition).learner)
    assert article(client.get(f"/learn/{edition.course.code}/lesson-1/").content.decode()) == preview
    assert "About Lesson 1." in preview


@pytest.mark.parametrize("which", ["quiz", "attestation"])
def test_a_step_without_text_previews_without_an_error(superuser, which):
    response = getattr(course_pages(), which).make_preview_request()

    assert response.status_code == 200
    assert "no text of its own" in response.content.decode()


def test_a_page_stays_with_its_course(client, superuser):
    page, other = course_pages().course, course_pages().course
    page.course = other.course

    with pytest.raises(ValidationError) as refused:
        page.full_clean()

    assert "A page stays with its course." in refused.value.message_dict["course"][0]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"bloom": "understand", "statement": "Understand skin."}, "“Understand” can&#x27;t be measured"),
        ({"bloom": "12", "statement": "12 findings."}, "Name one verb, such as explain"),
        ({"bloom": "to explain", "statement": "To explain it."}, "Name one verb, such as explain"),
        ({"bloom": "explain", "statement": "Skin flow."}, "Begin with the verb: “Explain …”."),
        ({"bloom": "explain", "statement": "Explains skin."}, "Begin with the verb: “Explain …”."),
        ({"number": "100"}, "A course has at most 99 objectives."),
    ],
)
def test_an_objective_begins_with_a_verb_that_can_be_measured(client, said, answer):
    course = course_pages().course.course
    client.force_login(person_with(Role.INSTRUCTOR, scope=f"course:{course.public_id}"))
    usual = {"course": course.pk, "number": "9", "bloom": " Explain", "statement": "Explain skin flow."}
    add = "/cms/snippets/courses/objective/add/"

    refused = client.post(add, usual | said).content.decode()

    assert answer in refused
    assert not course.objectives.filter(number=int(said.get("number", 9))).exists()
    client.post(add, usual)
    assert course.objectives.get(number=9).bloom == "explain"
