"""The registrar's pages of employers: set one up, see who speaks for it, end a key."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Organisation, Role
from certificates.api_keys import key_of, make_api_key, withdraw_as_keeper
from tests.factories.accounts import OrganisationFactory, person_with
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
