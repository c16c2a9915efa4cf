"""The page head names what a person may open beside their own learning, and costs no statement for it."""

import pytest

from accounts.granting import revoke
from accounts.models import Role
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.teams import leader_of

pytestmark = pytest.mark.django_db

TEAM = 'href="/teams/"'
CMS = 'href="/cms/"'


def head(client, path="/policies/"):
    return client.get(path).content.decode().split("</header>")[0]


@pytest.mark.parametrize(
    ("role", "team", "cms"),
    [
        (None, False, False),
        (Role.INSTRUCTOR, False, True),
        (Role.REVIEWER, False, True),
        (Role.REGISTRAR, False, True),
        (Role.EMPLOYER, True, False),
    ],
)
def test_the_head_names_what_a_role_opens(client, role, team, cms):
    client.force_login(employer() if role is Role.EMPLOYER else person_with(role) if role else UserFactory())

    assert (TEAM in head(client)) is team
    assert (CMS in head(client)) is cms


def employer():
    return leader_of(OrganisationFactory())


def test_nobody_is_shown_a_door_before_they_sign_in(client):
    assert TEAM not in head(client)
    assert CMS not in head(client)
    assert "/renewals/" not in head(client)


def test_my_learning_takes_down_the_sign_of_a_door_that_was_closed(client):
    person = employer()
    client.force_login(person)
    given = person.grants.get()
    revoke(given, by=None, reason="They left.")

    client.get("/learn/")

    assert TEAM not in head(client)


def test_the_head_costs_nobody_a_statement_more(client, django_assert_num_queries):
    client.force_login(employer())

    with django_assert_num_queries(2):  # the session, the person
        assert TEAM in head(client)


def test_who_learns_nothing_yet_is_led_to_their_work(client):
    client.force_login(employer())
    assert "Open your team board" in client.get("/learn/").content.decode()

    client.force_login(person_with(Role.REGISTRAR))
    assert "Open the editor" in client.get("/learn/").content.decode()
