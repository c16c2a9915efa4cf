"""Every address of the house, asked by everybody who may not see keys: no canary is sighted in any answer."""

import json
import pickle

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from accounts.models import Role
from courses.releasing import release
from quizzes import kinds, sitting
from tests.doors import World, patterns
from tests.factories.accounts import person_with
from tests.factories.certificates import keys_in
from tests.factories.courses import CourseFactory, ReferenceFactory
from tests.factories.quizzes import answer_all

from .test_secrecy import KINDS, canary_page, leaked, sightings

pytestmark = pytest.mark.django_db

DOORS = list(patterns())
# Lists that search: what is looked for is itself a canary.
SEARCHES = (
    "/cms/pages/search/?q={}",
    "/cms/snippets/quizzes/question/?q={}",
    "/cms/snippets/courses/objective/?q={}",
    "/cms/questions/?q={}",
    "/?q={}",
    "/cms/reports/site-history/?label={}",
)
STRANGERS = ("visitor", "learner", "employer", "auditor", "newcomer", "another course's instructor")


class Planted(World):
    """A learner in the middle of a quiz whose every key is a canary, after an attempt that failed."""

    def __init__(self) -> None:
        self.canaries: list[str] = []
        ReferenceFactory()
        super().__init__(release(canary_page(self.canaries), by=None))
        answer_all(self.attempt)
        assert not sitting.submit(self.attempt).passed
        self.attempt = sitting.open_attempt(self.enrolment, self.steps("quiz")[0])
        another = f"course:{CourseFactory().public_id}"
        self.people["another course's instructor"] = person_with(Role.INSTRUCTOR, scope=another)
        self.cookies = self.sessions()

    def seen_by(self, who: str, path: str) -> list[str]:
        answer = self.knock(who, "GET", path).response
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode(errors="replace") + json.dumps(dict(answer.headers)) + str(answer.cookies)
        # A canary that was asked for may be said back; nobody learns it from that.
        asked = [canary for canary in self.canaries if canary in path]
        return [canary for canary in sightings([text], self.canaries) if canary not in asked]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Planted()
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", STRANGERS)
def test_no_address_shows_a_key(world, who):
    found = {door.key: world.seen_by(who, world.path(door)) for door in DOORS}

    assert {door: canaries for door, canaries in found.items() if canaries} == {}


@pytest.mark.parametrize("who", STRANGERS)
def test_no_search_finds_a_key(world, who):
    canary = world.canaries[0]
    found = [world.seen_by(who, search.format(canary)) for search in SEARCHES]

    assert found == [[] for _ in SEARCHES]


def test_no_cache_keeps_a_key(world):
    for door in DOORS:
        if door.name.startswith(("courses:", "quizzes:")):
            world.knock("learner", "GET", world.path(door))

    kept = [bytes(value) for value in getattr(cache, "_cache", {}).values()]
    assert sightings([str(pickle.loads(value)) for value in kept], world.canaries) == []  # noqa: S301  our own


def test_a_leak_on_one_page_is_seen(world, monkeypatch):
    """The planted fault: a question's page says its whole payload, and the crawl sights it there and nowhere else."""
    for kind in KINDS:
        monkeypatch.setattr(kinds.form(kind), "shown", leaking(kinds.form(kind).shown))

    found = {door.key for door in DOORS if world.seen_by("learner", world.path(door))}

    assert found == {"quizzes:question"}


def leaking(shown):
    return lambda payload, *args, **options: leaked(shown(payload, *args, **options), payload)


def test_the_crawl_gets_in(world):
    """Doors that stay shut show nothing, so most of the learner's have to be open, and some of the CMS's."""
    for who, least in (("learner", 25), ("another course's instructor", 20)):
        answers = [world.knock(who, "GET", world.path(door)).response.status_code for door in DOORS]
        assert answers.count(200) >= least, who
