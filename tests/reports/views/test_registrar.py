"""The registrar's pages: find, look, enrol; every fault named, nothing half done, nothing edited."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import AuditEvent, Role
from courses import enrolling
from courses.models import Enrolment
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import ApprovalFactory, CompletionFactory, issued
from tests.factories.courses import EditionFactory
from tests.reports.test_evaluations import AT, given

pytestmark = pytest.mark.django_db

PAGES = (
    "/cms/registrar/", "/cms/registrar/people/", "/cms/registrar/enroll/", "/cms/registrar/enroll/list/",
    "/cms/registrar/approvals/", "/cms/registrar/evaluations/", "/cms/registrar/audit-log/",
    "/cms/registrar/organizations/", "/cms/registrar/rules/",
)  # fmt: skip


@pytest.fixture
def registrar(client):
    person = person_with(Role.REGISTRAR)
    client.force_login(person)
    return person


def said(response) -> str:
    return " ".join(response.content.decode().split())


def sent(client, text, **more):
    file = SimpleUploadedFile("people.csv", text.encode())
    return client.post("/cms/registrar/enroll/list/", {"people": file} | more)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_nobody_else_opens_them(client, path, role):
    client.force_login(person_with(role))

    answer = client.get(path)

    assert (answer.status_code, answer.headers.get("Location")) in ((403, None), (302, "/cms/"))


@pytest.mark.parametrize("path", PAGES)
def test_a_registrar_opens_them(client, registrar, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("word", ["Ánh", "anh@example.com", "MT777777", "As on the license"])
def test_people_are_found_by_what_is_known_of_them(client, registrar, word):
    person = UserFactory(name="Nguyễn Thị Ánh", email="anh@example.com")
    LicenceFactory(holder=person, number="MT777777")
    CompletionFactory(learner=person, attested="As on the license")
    UserFactory(name="Somebody Else")

    page = said(client.get("/cms/registrar/people/", {"q": word}))

    assert "Nguyễn Thị Ánh" in page
    assert "Somebody Else" not in page


def test_a_person_is_shown_and_nothing_of_it_can_be_edited(client, registrar, settings, tmp_path):
    person = UserFactory(name="Ann Able")
    completion = CompletionFactory(learner=person, attested="Ann Able")

    page = said(client.get(f"/cms/registrar/people/{person.pk}/"))

    assert "Ann Able" in page
    assert completion.edition.course.code in page
    assert client.post(f"/cms/registrar/people/{person.pk}/", {"name": "X"}).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/cms/registrar/", "/cms/registrar/people/", "/cms/registrar/approvals/", "/cms/registrar/audit-log/"],
)
def test_a_page_costs_the_same_for_one_and_for_three(client, registrar, path):
    def another():
        approval = ApprovalFactory(valid_until=timezone.localdate() + timedelta(days=9))
        completion = CompletionFactory(edition=approval.edition, attested="A", completed_at=timezone.now())
        audit(completion.enrolment.learner, "something done", completion)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    another()
    cost()
    one = cost()
    another()
    another()

    assert cost() == one


def test_a_persons_page_costs_the_same_for_one_and_for_three_courses(client, registrar, keys):
    person = UserFactory(name="Ann")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/cms/registrar/people/{person.pk}/")
        return len(asked)

    issued("Ann", learner=person)
    cost()
    one = cost()
    issued("Ann", learner=person)
    issued("Ann", learner=person)

    assert cost() == one


def test_one_person_is_enrolled(client, registrar):
    edition, person = EditionFactory(), UserFactory()

    client.post("/cms/registrar/enroll/", {"email": person.email.upper(), "course": edition.course_id})

    assert Enrolment.objects.get().learner == person
    assert AuditEvent.objects.get(action="learner enrolled").actor == registrar


@pytest.mark.parametrize("twice", [True, False])
def test_somebody_unknown_or_enrolled_already_changes_nothing(client, registrar, twice):
    edition, person = EditionFactory(), UserFactory()
    if twice:
        enrolling.enrol(person, edition.course)
    before = Enrolment.objects.count()

    answer = client.post(
        "/cms/registrar/enroll/",
        {"email": person.email if twice else "nobody@example.com", "course": edition.course_id},
        follow=True,
    )

    assert ("They are enrolled already." if twice else "Nobody has an account with the address") in said(
        answer
    )
    assert Enrolment.objects.count() == before


def test_a_list_says_first_what_it_would_do(client, registrar):
    edition, ann, ben = EditionFactory(), UserFactory(), UserFactory()
    enrolling.enrol(ben, edition.course)
    code = edition.course.code

    answer = sent(client, f"email,course\n{ann.email},{code}\n{ben.email},{code}\n")

    assert "1 enrollment would be made" in said(answer)
    assert "1 is enrolled already and stays as they are." in said(answer)
    assert Enrolment.objects.count() == 1


def test_sent_again_it_is_done(client, registrar):
    edition, ann, ben = EditionFactory(), UserFactory(), UserFactory()
    code = edition.course.code

    client.post(
        "/cms/registrar/enroll/list/",
        {"text": f"email;course\n{ann.email};{code}\n{ben.email};{code}\n", "confirmed": "1"},
    )

    assert set(Enrolment.objects.values_list("learner", flat=True)) == {ann.pk, ben.pk}
    assert AuditEvent.objects.filter(action="learner enrolled").count() == 2


def test_every_fault_is_named_by_its_line_and_nothing_is_half_done(client, registrar):
    edition, ann = EditionFactory(), UserFactory()
    first = EditionFactory()
    later = EditionFactory(manifest={"requires": [first.course.code], "pass_rules": [], "objectives": []})
    closed = UserFactory(is_active=False)
    code = edition.course.code
    text = (
        "email,course\n"
        f"{ann.email},{code}\n"
        "no-address,x\n"
        f"{ann.email},\n"
        f"{ann.email},{code}\n"
        "nobody@example.com," + code + "\n"
        f"{ann.email},no-such-course\n"
        f"{ann.email},{later.course.code}\n"
        f"{closed.email},{code}\n"
    )

    answer = sent(client, text)
    client.post("/cms/registrar/enroll/list/", {"text": text, "confirmed": "1"})

    page = said(answer)
    for line, words in [
        (3, "is no email address"), (4, "The course is missing."), (5, "The same stands in line 2 already."),
        (6, "Nobody has an account"), (7, "There is no course with the code"), (8, "has to complete"),
        (9, "is closed"),
    ]:  # fmt: skip
        assert f"Line {line}: " in page
        assert words in page
    assert "7 things to mend first" in page
    assert Enrolment.objects.count() == 0


def test_what_breaks_off_in_the_middle_leaves_nothing(client, registrar, monkeypatch):
    edition, ann, ben = EditionFactory(), UserFactory(), UserFactory()
    code, enrol = edition.course.code, enrolling.enrol

    def fails(learner, course):
        if learner == ben:
            raise enrolling.NotOffered
        return enrol(learner, course)

    monkeypatch.setattr(enrolling, "enrol", fails)
    text = f"email,course\n{ann.email},{code}\n{ben.email},{code}\n"
    answer = client.post("/cms/registrar/enroll/list/", {"text": text, "confirmed": "1"}, follow=True)

    assert "Nothing was done" in said(answer)
    assert Enrolment.objects.count() == 0
    assert not AuditEvent.objects.filter(action="learner enrolled").exists()


def test_a_long_list_costs_the_same_to_check(client, registrar):
    code = EditionFactory().course.code

    def cost(count: int) -> int:
        people = "".join(f"{UserFactory().email},{code}\n" for _ in range(count))
        with CaptureQueriesContext(connection) as asked:
            sent(client, f"email,course\n{people}")
        return len(asked)

    cost(1)

    assert cost(1) == cost(12)


def test_an_approval_that_is_followed_is_not_listed(client, registrar):
    today = timezone.localdate()
    ends = ApprovalFactory(accreditor="Ends", valid_until=today + timedelta(days=30))
    ApprovalFactory(accreditor="Followed", valid_until=today + timedelta(days=30), edition=ends.edition)
    ApprovalFactory(accreditor="Followed", valid_until=today + timedelta(days=400), edition=ends.edition)
    ApprovalFactory(accreditor="Ended", valid_until=today - timedelta(days=3))
    ApprovalFactory(accreditor="Far", valid_until=today + timedelta(days=91))

    page = said(client.get("/cms/registrar/approvals/"))

    assert "Ends in 30 days" in page
    assert "Ended 3 days ago" in page
    assert "<td>Followed</td>" not in page
    assert "<td>Far</td>" not in page


def test_the_log_is_searched_and_filtered(client, registrar):
    ann = UserFactory(name="Ann", email="ann@example.com")
    audit(ann, "license added", ann, reason="because of Texas")
    audit(None, "swept", ann)

    by_person = said(client.get("/cms/registrar/audit-log/results/", {"word": "ann@example.com"}))
    by_reason = said(client.get("/cms/registrar/audit-log/results/", {"word": "Texas"}))
    by_act = said(client.get("/cms/registrar/audit-log/results/", {"action": "swept"}))
    by_day = said(
        client.get("/cms/registrar/audit-log/results/", {"at_from": "2000-01-01", "at_to": "2000-01-02"})
    )

    assert "license added" in by_person
    assert "swept" not in by_person
    assert "because of Texas" in by_reason
    assert "swept" in by_act
    assert "license added" not in by_act
    assert "swept" not in by_day


def test_evaluations_are_drawn_with_their_numbers(client, registrar):
    edition = EditionFactory()
    given(edition, 5, text="<b>More</b>")

    page = said(
        client.get(
            "/cms/registrar/evaluations/",
            {"course": edition.course_id, "first": AT.date().isoformat(), "last": AT.date().isoformat()},
        )
    )

    assert '<svg class="chart"' in page
    assert 'width="360"' in page
    assert '<th scope="row">Strongly agree</th><td class="number">1</td>' in page
    assert "&lt;b&gt;More" in page
