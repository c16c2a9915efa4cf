"""Every door of the house, everybody who may knock, every method. A door that is not in the table fails.

To add a door: add its row to `doors.toml`. If its route names something with an id, teach `World` that id.
"""

import tomllib

import pytest
from django.db import transaction
from django.test import override_settings

from tests.doors import CLOSED, METHODS, SAFE, TABLE, World, expected, patterns, reachable
from tests.factories.certificates import keys_in

pytestmark = pytest.mark.django_db

DOORS = list(patterns())
OURS = [door for door in DOORS if not door.cms]
CMS = [door for door in DOORS if door.cms]
ROWS = tomllib.loads(TABLE.read_text())
OUTSIDE = {"visitor": "sign in", "learner": "refused", "employer": "refused", "auditor": "refused"}
OUTSIDE |= {"newcomer": "set up"}
INSIDE = ("instructor", "reviewer", "registrar", "administrator")
# Opened by a key in a header, which no form of somebody else's can send; by no cookie at all.
BY_KEY = frozenset({"certificates:api_one", "certificates:api_many"})
# Opened by a signed word in the address, which nobody here knows: mail programs post there by themselves.
BY_TOKEN = frozenset({"reports:unsubscribe", "courses:stop_corrections"})
# What Wagtail gives to visitors: icons, the words of its scripts, and a password reset that is turned off.
TO_VISITORS = {
    "wagtailadmin_sprite": "open",
    "wagtailadmin_javascript_catalog": "open",
    "wagtailadmin_password_reset": "hidden",
    "wagtailadmin_password_reset_done": "hidden",
    "wagtailadmin_password_reset_confirm": "hidden",
    "wagtailadmin_password_reset_complete": "hidden",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all doors: every knock is undone."""
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield World()
        transaction.set_rollback(True)


def test_every_door_has_a_row_and_every_row_a_door():
    doors = {door.key for door in OURS if door.name != "wagtailcore_login"}

    assert set(ROWS) == doors


@pytest.mark.parametrize("door", OURS, ids=lambda door: door.key)
def test_door(world, door):
    path = world.path(door)
    if not reachable(door, path):
        assert door.name == "wagtailcore_login"  # the one that ours stands before
        return
    row = ROWS[door.key]
    get, post = expected(row["get"], world.people), expected(row.get("post", "no such method"), world.people)

    answers = {who: {method: world.knock(who, method, path) for method in METHODS} for who in world.people}

    said = {who: {"GET": a["GET"].outcome, "POST": a["POST"].outcome} for who, a in answers.items()}
    assert said == {who: {"GET": get[who], "POST": post[who]} for who in world.people}
    for who, by_method in answers.items():
        assert by_method["HEAD"].outcome == get[who], who
        assert (
            by_method["OPTIONS"].outcome in {*CLOSED, get[who]} or not by_method["OPTIONS"].response.content
        )
        for method in ("PUT", "PATCH", "DELETE"):
            assert by_method[method].outcome in {*CLOSED, get[who], post[who]}, f"{who} {method}"
        for method in SAFE:
            assert by_method[method].written == [], f"{who} {method}"


@pytest.mark.parametrize("door", OURS, ids=lambda door: door.key)
def test_no_door_takes_a_post_that_came_from_elsewhere(world, door):
    """Without our token a POST does nothing, whoever's cookies it carries."""
    for who in ("learner", "administrator"):
        knock = world.knock(who, "POST", world.path(door), enforce_csrf_checks=True)

        closed = "sign in" if door.key in BY_KEY else "hidden" if door.key in BY_TOKEN else "refused"
        assert knock.outcome == closed
        assert knock.written == []


@pytest.mark.parametrize("door", CMS, ids=lambda door: door.key)
def test_door_of_the_cms_from_outside(world, door):
    """Nobody without a live role and a second factor gets past it, by any method."""
    path = world.path(door)
    if not reachable(door, path):
        assert door.name == "wagtailadmin_login"
        return
    if door.name == "wagtailadmin_logout":
        return  # see below
    for who, outcome in (OUTSIDE | {"visitor": TO_VISITORS.get(door.name, "sign in")}).items():
        for method in METHODS:
            knock = world.knock(who, method, path)

            allowed = {outcome} if method == "GET" else {outcome, "no such method"}
            assert knock.outcome in allowed, f"{who} {method}"
            assert knock.written == []


@pytest.mark.parametrize("door", CMS, ids=lambda door: door.key)
def test_door_of_the_cms_from_inside(world, door):
    """Looking changes nothing and breaks nothing."""
    if door.name == "wagtailadmin_error_test":
        return  # it breaks on purpose
    for who in INSIDE:
        knock = world.knock(who, "GET", world.path(door))

        assert not knock.outcome.startswith("broken"), who
        assert knock.written == []


def test_signing_out_of_the_cms_is_open_to_whoever_is_in(world):
    for who in world.people:
        assert world.knock(who, "POST", "/cms/logout/").outcome == "sign in"


def test_wagtails_own_sign_in_pages_are_ours(world):
    for path in ("/cms/login/", "/_util/login/"):
        assert world.knock("visitor", "GET", path).outcome == "sign in"
        assert world.knock("visitor", "POST", path).outcome == "no such method"
