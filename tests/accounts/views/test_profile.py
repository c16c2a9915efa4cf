import pytest

from accounts.granting import grant
from accounts.models import AuditEvent, ProfessionalLicence, Role
from tests.factories.accounts import LicenceFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory(name="Sam Rivera")
    client.force_login(person)
    return person


def test_a_person_changes_their_name_and_clock(client, person):
    client.post("/account/", {"name": "  Samuel   Rivera ", "time_zone": "America/New_York"})

    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("Samuel Rivera", "America/New_York")


def test_an_unknown_clock_is_refused_and_nothing_is_saved(client, person):
    response = client.post("/account/", {"name": "Someone", "time_zone": "Mars/Olympus"})

    assert list(response.context["form"].errors) == ["time_zone"]
    person.refresh_from_db()
    assert person.name == "Sam Rivera"


@pytest.mark.parametrize("field", ["is_staff", "is_superuser", "email", "is_active", "public_id", "password"])
def test_the_profile_takes_no_other_field(client, person, field):
    before = getattr(person, field)

    client.post("/account/", {"name": "Sam", "time_zone": "UTC", field: "1"})

    person.refresh_from_db()
    assert getattr(person, field) == before


def test_a_licence_is_listed_tidily(client, person):
    client.post("/account/licenses/add/", {"jurisdiction": "TX", "number": " mt  123-456 "})

    licence = ProfessionalLicence.objects.get()
    assert (licence.holder, str(licence)) == (person, "TX MT 123-456")
    assert AuditEvent.objects.filter(action="license added", actor=person).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"jurisdiction": "XX", "number": "1"}, "jurisdiction"),
        ({"jurisdiction": "", "number": "1"}, "jurisdiction"),
        ({"jurisdiction": "TX", "number": ""}, "number"),
        ({"jurisdiction": "TX", "number": "1" * 41}, "number"),
        ({"jurisdiction": "TX", "number": "12;34"}, "number"),
        ({"jurisdiction": "TX", "number": "<b>1</b>"}, "number"),
        ({"jurisdiction": "TX", "number": "=1+1"}, "number"),
    ],
)
def test_a_licence_that_cannot_be_is_refused_beside_its_field(client, person, given, field):
    response = client.post("/account/licenses/add/", given)

    assert list(response.context["form"].errors) == [field]
    assert list(ProfessionalLicence.objects.all()) == []


def test_the_same_licence_is_listed_once_whatever_the_case(client, person):
    LicenceFactory(holder=person, number="MT1")

    response = client.post("/account/licenses/add/", {"jurisdiction": "TX", "number": "mt1"})

    assert response.context["form"].errors["number"] == ["You have listed this license already."]
    assert ProfessionalLicence.objects.count() == 1


def test_removing_asks_first(client, person):
    licence = LicenceFactory(holder=person)

    asked = client.get(f"/account/licenses/{licence.pk}/remove/")
    assert asked.context["licence"] == licence
    assert ProfessionalLicence.objects.count() == 1

    client.post(f"/account/licenses/{licence.pk}/remove/")
    assert ProfessionalLicence.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_licence_does_not_exist(client, person, method):
    licence = LicenceFactory()

    response = getattr(client, method)(f"/account/licenses/{licence.pk}/remove/")

    assert response.status_code == 404
    assert ProfessionalLicence.objects.get() == licence


def test_workplaces_are_ones_own_and_current(client, person):
    here = MembershipFactory(person=person)
    MembershipFactory()
    MembershipFactory(person=person, left_at=here.joined_at)
    led = OrganisationFactory()
    grant(person, Role.EMPLOYER, by=None, reason="asked", scope=led.scope)

    context = client.get("/account/").context

    assert list(context["memberships"]) == [here]
    assert list(context["employer_of"]) == [led]


def test_who_works_where_they_speak_for_the_employer_reads_its_name_once(client, person):
    organisation = OrganisationFactory()
    grant(person, Role.EMPLOYER, by=None, reason="asked", scope=organisation.scope)
    alone = client.get("/account/").content.decode()
    MembershipFactory(person=person, organisation=organisation)

    both = client.get("/account/").content.decode()

    for page in (alone, both):
        assert (page.count(organisation.name), page.count("You speak for this employer.")) == (1, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_licence_and_three(client, person, count, django_assert_num_queries):
    LicenceFactory.create_batch(count, holder=person)
    MembershipFactory.create_batch(count, person=person)

    with django_assert_num_queries(8):
        client.get("/account/")
