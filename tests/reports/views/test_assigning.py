import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts import inviting
from accounts.invitees import Invitee
from reports.assigning import assign
from reports.models import Assignment
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.certificates import TaughtEditionFactory
from tests.factories.released import released
from tests.factories.teams import leader_of, sharing

pytestmark = pytest.mark.django_db

LEARN = 9  # statements
DAY = timedelta(days=1)


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside")


@pytest.fixture
def leader(organisation, client):
    person = leader_of(organisation)
    client.force_login(person)
    return person


def address(organisation):
    return f"/teams/{organisation.public_id}/courses/"


def form(edition, **changes):
    due = (timezone.localdate() + 60 * DAY).isoformat()
    return {"course": str(edition.course_id), "due_on": due, "note": "", "group": ""} | changes


def asked_of(organisation, leader, count, edition=None):
    staff = [sharing(organisation) for _ in range(count)]
    due = timezone.localdate() + 60 * DAY
    return assign(edition or TaughtEditionFactory(), staff, due_on=due, by=leader, to=organisation)


@pytest.mark.parametrize("choose", ["one", "several", "location", "everybody"])
def test_one_several_a_location_or_everybody_is_asked(client, organisation, leader, choose):
    edition = released()
    names = [("Ann", "North"), ("Ben", "North"), ("Cy", "")]
    invitees = [Invitee(f"{name}@example.com".lower(), name, place) for name, place in names]
    ann, ben, cy = inviting.invite(organisation, invitees, by=leader)
    given, expected = {
        "one": ({"staff": [str(ann.public_id)]}, {ann}),
        "several": ({"staff": [str(ann.public_id), str(cy.public_id)]}, {ann, cy}),
        "location": ({"group": str(ann.location_id)}, {ann, ben}),
        "everybody": ({"group": "everybody"}, {ann, ben, cy}),
    }[choose]

    answer = client.post(address(organisation), form(edition, **given), follow=True)

    assert {each.invitation for each in Assignment.objects.all()} == expected
    assert "asked to take it" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Tick somebody, or choose a group above."),
        ({"group": "everybody", "due_on": "2020-01-01"}, "That day has passed."),
        ({"group": "everybody", "due_on": "2099-01-01"}, "more than three years away"),
        ({"group": "999"}, "Select a valid choice"),
        ({"course": "999", "group": "everybody"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_asked(client, organisation, leader, changes, says):
    edition = released()
    sharing(organisation)

    page = client.post(address(organisation), form(edition, **changes))

    assert says in page.content.decode()
    assert not Assignment.objects.exists()


def test_somebody_elses_staff_cannot_be_ticked(client, organisation, leader):
    edition, theirs = released(), sharing(OrganisationFactory())
    sharing(organisation)

    client.post(address(organisation), form(edition, staff=[str(theirs.public_id)]))

    assert not Assignment.objects.exists()


def test_another_employer_finds_nothing(client, organisation, leader):
    (made,) = asked_of(organisation, leader, 1)
    client.force_login(leader_of(OrganisationFactory()))

    assert client.get(address(organisation)).status_code == 404
    assert client.post(f"/teams/courses/{made.public_id}/withdraw/").status_code == 404
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_it_is_taken_back_after_a_question_from_one_or_from_all(client, organisation, leader):
    first, *others = asked_of(organisation, leader, 3)
    page = f"/teams/courses/{first.public_id}/withdraw/"

    assert "No longer ask any of the 3" in client.get(page).content.decode()
    assert Assignment.objects.open().count() == 3
    client.post(page)
    assert set(Assignment.objects.open()) == set(others)
    assert client.post(page).status_code == 404
    client.post(f"/teams/courses/{others[0].public_id}/withdraw/", {"all": "1"})

    assert (Assignment.objects.open().count(), Assignment.objects.count()) == (0, 3)


@pytest.mark.parametrize("staff", [1, 200])
def test_the_board_with_courses_costs_the_same(
    client, organisation, leader, staff, django_assert_num_queries
):
    asked_of(organisation, leader, staff)

    with django_assert_num_queries(15):
        page = client.get(f"/teams/{organisation.public_id}/")

    assert page.content.decode().count("board-asked") == staff


@pytest.mark.parametrize("staff", [1, 200])
def test_asking_costs_the_same(client, organisation, leader, staff, django_assert_max_num_queries):
    edition = released()
    for _ in range(staff):
        sharing(organisation)

    with django_assert_max_num_queries(22):
        client.post(address(organisation), form(edition, group="everybody"))

    assert Assignment.objects.count() == staff


def test_the_files_have_the_column(client, organisation, leader):
    (made,) = asked_of(organisation, leader, 1)

    text = client.get(f"/teams/{organisation.public_id}/board.csv").content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(f"/teams/{organisation.public_id}/board.xlsx").content))[
        "Team"
    ]

    said = f"{made.title}: Assigned, by {made.due_on}"
    assert text.splitlines()[0].endswith("Courses asked for")
    assert said in text
    assert sheet["H2"].value == said


@pytest.mark.parametrize("count", [1, 3])
def test_a_therapist_sees_it_among_their_own_courses(
    client, organisation, leader, count, django_assert_num_queries
):
    invitation = sharing(organisation)
    due = timezone.localdate() + 60 * DAY
    for _ in range(count):
        assign(TaughtEditionFactory(), [invitation], due_on=due, note="Please", by=leader, to=organisation)
    client.force_login(invitation.person)

    with django_assert_num_queries(LEARN):
        page = client.get("/learn/").content.decode()

    assert page.count("Asked by Riverside:") == count
    client.force_login(UserFactory())
    assert "Asked by" not in client.get("/learn/").content.decode()


def test_who_agreed_to_the_older_list_is_offered_the_new_one(client, organisation, leader):
    invitation = sharing(organisation)
    page = f"/sharing/{invitation.public_id}/"
    client.force_login(invitation.person)
    assert "Share that too" not in client.get(page).content.decode()
    invitation.consents.update(terms=1)
    assert "Share that too" in client.get(page).content.decode()

    client.post(page, {"answer": "shared"})

    assert list(invitation.consents.values_list("terms", flat=True)) == [1, 2]
    assert "Share that too" not in client.get(page).content.decode()
