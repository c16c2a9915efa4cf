"""What `make bench` measures makes exactly the statements that its scenarios declare. Nothing is timed."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import counting, world
from benchmarks.environment import HOST
from benchmarks.scenario import Request, Scenario, found
from tests.factories.certificates import a_key_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    a_key_in(settings.CREDENTIAL_KEYS)
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    settings.ALLOWED_HOSTS = [HOST]
    settings.PUBLIC_URL = f"https://{HOST}"
    # As production has it where there is no Redis: what it asks is counted too.
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    }
    call_command("createcachetable")
    world.prepare(0)
    return world.World()


def test_each_scenario_makes_the_statements_that_it_declares(here):
    declared = {each.name: each.statements_on(connection.vendor) for each in found()}

    made = {each.name: counting.statements(each, each.requests(here)) for each in found()}

    assert made == declared


def test_a_page_of_an_error_is_no_answer(settings):
    settings.ALLOWED_HOSTS = [HOST]
    lost = Request("GET", "/learn/no-such-course/", {"Host": HOST})
    scenario = Scenario("lost", "Nothing", lambda here: [lost], 0)

    with pytest.raises(counting.WrongAnswer, match="answered 404"):
        counting.statements(scenario, [lost])


def test_a_page_without_what_is_expected_is_no_answer(settings):
    settings.ALLOWED_HOSTS = [HOST]
    ask = Request("GET", "/healthz", {"Host": HOST})
    scenario = Scenario("other", "Something else", lambda here: [ask], 0, expects="a lesson")

    with pytest.raises(counting.WrongAnswer, match="lacks “a lesson”"):
        counting.statements(scenario, [ask])


def test_a_scenario_that_no_file_has_is_named():
    with pytest.raises(LookupError, match="No scenario is called lessn"):
        found(["lessn"])


def test_no_reference_view_is_part_of_the_house():
    assert "benchmarks" not in settings.INSTALLED_APPS
