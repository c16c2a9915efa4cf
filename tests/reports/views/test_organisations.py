"""The registrar's pages of employers: set one up, see who speaks for it, end a key."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.granting import grant
from accounts.models import AuditEvent, Grant, Organisation, Role
from certificates.api_keys import key_of, make_api_key, withdraw_as_keeper
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.teams import leader_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client):
    person = person_with(Role.REGISTRAR)
    client.force_login(person)
    return person


@pytest.fixture
def key():
    organisation = OrganisationFactory(name="Riverside")
    made, text = make_api_key(
        organisation, by=leader_of(organisation, name="Ann"), name="Scheduler", scope="one"
    )
    made.text = text
    return made


def test_one_is_set_up_once(client, registrar):
    for _ in range(2):
        answer = client.post("/cms/registrar/organizations/", {"name": "  North  Clinic "})

    assert Organisation.objects.get().name == "North Clinic"
    assert "is set up already" in answer.content.decode()
    assert AuditEvent.objects.get(action="organization set up").actor == registrar


def test_its_page_shows_speakers_and_keys_and_nothing_that_staff_share(client, registrar, key):
    page = client.get(f"/cms/registrar/organizations/{key.organisation_id}/").content.decode()

    assert "Ann" in page
    assert "Scheduler" in page
    assert key.text not in page
    assert key.digest not in page


def test_a_key_is_withdrawn_with_a_reason_and_opens_nothing(client, registrar, key):
    address = f"/cms/registrar/keys/{key.pk}/withdraw/"
    assert key_of(f"Bearer {key.text}") == key

    client.post(address, {"reason": ""})
    assert key_of(f"Bearer {key.text}") == key
    client.post(address, {"reason": "It stood in a public repository."})

    assert key_of(f"Bearer {key.text}") is None
    event = AuditEvent.objects.get(action="api_key.withdrawn")
    assert (event.actor, event.reason) == (registrar, "It stood in a public repository.")


def speak(client, organisation, email, reason="Their director wrote to us."):
    return client.post(f"/cms/registrar/organizations/{organisation.pk}/", {"email": email, "reason": reason})


def test_somebody_is_let_speak_for_it_and_the_board_opens(client, registrar):
    organisation, person = OrganisationFactory(), UserFactory(email="ann@example.com")

    speak(client, organisation, "Ann@Example.com")

    given = person.grants.get()
    assert (given.role, given.scope, given.granted_by) == (Role.EMPLOYER, organisation.scope, registrar)
    assert AuditEvent.objects.get(action="role granted", object_id=given.pk).reason == given.reason
    client.force_login(person)
    assert client.get(f"/teams/{organisation.public_id}/").status_code == 200
    assert client.get(f"/teams/{OrganisationFactory().public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("email", "reason", "said"),
    [
        ("ann@example.com", "", "This field is required"),
        ("nobody@example.com", "They wrote.", "Nobody has confirmed this address here"),
        ("claimed@example.com", "They wrote.", "Nobody has confirmed this address here"),
        ("gone@example.com", "They wrote.", "Nobody has confirmed this address here"),
        ("", "They wrote.", "You can&#x27;t give a role to yourself"),
    ],
)
def test_nobody_is_let_speak_without_a_reason_and_a_confirmed_address(client, registrar, email, reason, said):
    UserFactory(email="ann@example.com")
    UserFactory(email="gone@example.com", is_active=False)
    UserFactory(email="claimed@example.com", confirmed=False)

    page = speak(client, OrganisationFactory(), email or registrar.email, reason).content.decode()

    assert said in page
    assert not Grant.objects.filter(role=Role.EMPLOYER).exists()


def test_speaking_ends_with_a_reason_and_the_board_closes(client, registrar):
    organisation = OrganisationFactory()
    leader = leader_of(organisation)
    address = f"/cms/registrar/speakers/{leader.grants.get().pk}/end/"

    client.post(address, {"reason": ""})
    assert leader.grants.get().revoked_at is None
    client.post(address, {"reason": "They left the clinic."})

    assert leader.grants.get().revoked_reason == "They left the clinic."
    client.force_login(leader)
    assert client.get(f"/teams/{organisation.public_id}/").status_code == 404


def test_other_roles_are_not_ended_here(client, registrar):
    given = person_with(Role.INSTRUCTOR).grants.get()

    assert client.post(f"/cms/registrar/speakers/{given.pk}/end/", {"reason": "x"}).status_code == 404
    given.refresh_from_db()
    assert given.revoked_at is None


def test_a_grant_over_nothing_that_there_is_isnt_ended_here(client, registrar):
    given = grant(UserFactory(), Role.EMPLOYER, by=None, reason="x", scope="organisation:1")

    assert client.get(f"/cms/registrar/speakers/{given.pk}/end/").status_code == 404


def test_nobody_ends_their_own(client, registrar):
    given = grant(registrar, Role.EMPLOYER, by=None, reason="x", scope=OrganisationFactory().scope)

    page = client.post(f"/cms/registrar/speakers/{given.pk}/end/", {"reason": "x"}, follow=True)

    given.refresh_from_db()
    assert given.revoked_at is None
    assert "take a role from yourself" in page.content.decode()


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.AUDITOR, Role.EMPLOYER, Role.LEARNER])
def test_nobody_else_says_who_speaks(client, role):
    organisation, ann = OrganisationFactory(), UserFactory(email="ann@example.com")
    leader = leader_of(organisation)
    client.force_login(person_with(role))

    speak(client, organisation, "ann@example.com")
    client.post(f"/cms/registrar/speakers/{leader.grants.get().pk}/end/", {"reason": "x"})

    assert not ann.grants.exists()
    assert leader.grants.get().revoked_at is None


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.AUDITOR, Role.EMPLOYER, Role.LEARNER])
def test_nobody_else_withdraws_it(client, key, role):
    person = person_with(role)
    client.force_login(person)

    client.post(f"/cms/registrar/keys/{key.pk}/withdraw/", {"reason": "x"})
    with pytest.raises(PermissionDenied):
        withdraw_as_keeper(key, by=person, reason="x")

    assert key_of(f"Bearer {key.text}") == key


def test_the_list_costs_the_same_for_one_and_for_three(client, registrar):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/cms/registrar/organizations/")
        return len(asked)

    OrganisationFactory()
    cost()
    one = cost()
    OrganisationFactory.create_batch(2)

    assert cost() == one
