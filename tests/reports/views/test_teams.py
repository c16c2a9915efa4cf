import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from accounts import consenting
from accounts.granting import grant, revoke
from accounts.models import Answer, Invitation, Look, Role
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.teams import invited, leader_of, sharing

pytestmark = pytest.mark.django_db

BOARD = 15  # statements


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside")


@pytest.fixture
def leader(organisation, client):
    person = leader_of(organisation)
    client.force_login(person)
    return person


def address(organisation, end=""):
    return f"/teams/{organisation.public_id}/{end}"


def renewing(organisation, count):
    day = timezone.localdate() + timedelta(days=200)
    return [sharing(organisation, renews=day.replace(day=1)) for _ in range(count)]


@pytest.mark.parametrize("staff", [1, 200])
def test_the_board_costs_the_same_for_any_staff(
    client, organisation, leader, staff, django_assert_num_queries
):
    renewing(organisation, staff)

    with django_assert_num_queries(BOARD):
        page = client.get(address(organisation))

    assert page.content.decode().count("status-word") == staff
    assert Look.objects.count() == staff


@pytest.mark.parametrize("end", ["", "board.csv", "board.xlsx", "invite/", "import/"])
def test_another_employer_finds_nothing(client, organisation, end):
    renewing(organisation, 1)
    client.force_login(leader_of(OrganisationFactory()))

    assert client.get(address(organisation, end)).status_code == 404
    assert client.post(address(organisation, "remind/")).status_code == 404
    assert client.post(f"/teams/staff/{Invitation.objects.get().public_id}/remove/").status_code == 404
    assert Invitation.objects.get().ended_at is None


def test_a_role_that_was_revoked_closes_the_board_at_once(client, organisation, leader):
    assert client.get(address(organisation)).status_code == 200

    revoke(leader.grants.get(), by=None, reason="left")

    assert client.get(address(organisation)).status_code == 404


def test_the_board_says_what_it_is_worth(client, organisation, leader):
    renewing(organisation, 1)

    assert (
        "CE verified here; license status: check with the board"
        in client.get(address(organisation)).content.decode()
    )


def test_withdrawing_cuts_access_at_once(client, organisation, leader):
    (invitation,) = renewing(organisation, 1)
    assert "Texas" in client.get(address(organisation)).content.decode()

    consenting.answer(invitation, invitation.person, Answer.WITHDRAWN)

    for end in ("", "board.csv"):
        assert "Texas" not in client.get(address(organisation, end)).content.decode()


def test_a_spreadsheet_computes_nothing(client, organisation, leader):
    Invitation.objects.filter(pk=invited(organisation).pk).update(name='=HYPERLINK("http://x")')

    lines = client.get(address(organisation, "board.csv")).content.decode("utf-8-sig").splitlines()

    assert lines[1].startswith("\"'=HYPERLINK")


def test_inviting_one_person(client, organisation, leader):
    form = {"name": "Ann Lee", "email": "Ann@Example.com", "location": "North"}

    assert client.post(address(organisation, "invite/"), form).status_code == 302
    again = client.post(address(organisation, "invite/"), form)

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.location.name) == ("ann@example.com", "North")
    assert "on your list already" in again.content.decode()


def upload(text):
    return {"staff": SimpleUploadedFile("staff.csv", text.encode(), "text/csv")}


def test_a_list_is_shown_first_and_then_done(client, organisation, leader):
    text = "email,name,location\nann@example.com,Ann,North\nben@example.com,Ben,\n"

    first = client.post(address(organisation, "import/"), upload(text))
    assert "2 people would be invited" in first.content.decode()
    assert not Invitation.objects.exists()
    client.post(address(organisation, "import/"), {"text": first.context["text"], "confirmed": "1"})

    assert list(Invitation.objects.values_list("name", flat=True)) == ["Ann", "Ben"]


def test_a_list_with_a_fault_changes_nothing_even_when_confirmed(client, organisation, leader):
    text = "email,name\nann@example.com,Ann\nnobody,Ben\n"

    page = client.post(address(organisation, "import/"), {"text": text, "confirmed": "1"})

    assert "Line 3: “nobody” is no email address." in page.content.decode()
    assert not Invitation.objects.exists()


def test_a_large_list_with_faults_is_answered(client, organisation, leader):
    lines = [f"p{n}@example.com,Person {n}" if n % 33 else f"p{n},Person {n}" for n in range(1, 10_001)]

    page = client.post(address(organisation, "import/"), upload("email,name\n" + "\n".join(lines)))

    assert "303 things to mend first" in page.content.decode()
    assert page.content.decode().count("<li>Line ") == 303
    assert not Invitation.objects.exists()


def test_ten_thousand_people_are_invited_in_few_statements(
    client, organisation, leader, django_assert_max_num_queries
):
    text = "email,name\n" + "\n".join(f"p{n}@example.com,Person {n}" for n in range(10_000))

    with django_assert_max_num_queries(160):
        client.post(address(organisation, "import/"), {"text": text, "confirmed": "1"})

    assert Invitation.objects.count() == 10_000


def test_taking_somebody_off_closes_what_they_shared(client, organisation, leader):
    (invitation,) = renewing(organisation, 1)

    client.post(f"/teams/staff/{invitation.public_id}/remove/")

    assert "Texas" not in client.get(address(organisation)).content.decode()
    assert not Invitation.objects.sharing().exists()


def test_a_therapist_shares_and_stops_and_sees_who_looked(client, organisation, leader):
    person = UserFactory(name="Sam")
    page = f"/sharing/{invited(organisation, person).public_id}/"
    client.force_login(person)

    shown = client.get(page).content.decode()
    assert "What they see, and nothing else" in shown
    client.post(page, {"answer": "shared"})
    client.force_login(leader)
    client.get(address(organisation))
    client.force_login(person)
    assert f"{leader.name}<p" in client.get(page).content.decode()
    client.post(page, {"answer": "withdrawn"})

    assert not Invitation.objects.sharing().exists()
    assert "Share with Riverside?" in client.get(page).content.decode()


def test_nobody_answers_for_somebody_else(client, organisation):
    page = f"/sharing/{invited(organisation).public_id}/"
    client.force_login(UserFactory())

    assert client.post(page, {"answer": "shared"}).status_code == 404
    assert not Invitation.objects.sharing().exists()


@pytest.mark.parametrize("employers", [1, 3])
def test_the_list_of_employers_costs_the_same(client, employers, django_assert_num_queries):
    person = UserFactory()
    for _ in range(employers):
        invited(person=person)
    client.force_login(person)

    with django_assert_num_queries(3):
        page = client.get("/sharing/").content.decode()

    assert page.count("Waits for your answer") == employers


def test_the_workbook_computes_nothing(client, organisation, leader):
    sharing(organisation, name='=HYPERLINK("http://evil")', renews=timezone.localdate() + timedelta(days=200))

    answer = client.get(address(organisation, "board.xlsx"))

    cell = load_workbook(io.BytesIO(answer.content))["Team"]["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://evil")')
    assert Look.objects.get().as_file


def test_who_speaks_for_one_employer_is_taken_to_its_board(client):
    riverside, lakeside = OrganisationFactory(), OrganisationFactory()
    leader = leader_of(riverside)
    client.force_login(leader)
    assert client.get("/teams/").url == address(riverside)

    grant(leader, Role.EMPLOYER, by=None, reason="Both clinics.", scope=lakeside.scope)

    page = client.get("/teams/").content.decode()
    assert address(riverside) in page
    assert address(lakeside) in page
