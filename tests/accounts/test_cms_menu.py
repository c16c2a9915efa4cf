"""The menu of the CMS is for roles, and asks once a request who is looking."""

import pytest

from accounts.cms_menu import RolesMenuItem
from accounts.models import Role
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db


class OfTheSite(RolesMenuItem):
    who = frozenset({Role.REGISTRAR})


class Anywhere(OfTheSite):
    anywhere = True


@pytest.fixture
def looking(rf):
    def request(**role):
        asked = rf.get("/cms/")
        asked.user = person_with(role.pop("role", Role.REGISTRAR), **role)
        return asked

    return request


def test_a_role_of_one_course_opens_only_what_is_for_any(looking):
    somewhere = looking(scope="course:1")

    assert not OfTheSite("a", "/").is_shown(somewhere)
    assert Anywhere("b", "/").is_shown(somewhere)
    assert not Anywhere("b", "/").is_shown(looking(role=Role.REVIEWER))


def test_a_dozen_items_cost_what_one_does(looking, django_assert_num_queries):
    request = looking()

    with django_assert_num_queries(2):
        assert all(item("x", "/").is_shown(request) for item in [OfTheSite, Anywhere] * 6)
