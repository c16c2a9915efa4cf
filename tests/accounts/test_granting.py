from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from accounts.granting import NotYourself, grant, revoke, sync_ended
from accounts.grouping import sync_groups
from accounts.models import AuditEvent, Grant, Role, User
from accounts.policy import can, may_open_cms, roles
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import CourseFactory, course_page

pytestmark = pytest.mark.django_db


def group_names(person):
    return set(person.groups.values_list("name", flat=True))


def test_a_grant_gives_the_role_and_its_cms_group():
    person, registrar = UserFactory(), UserFactory()

    grant(person, Role.INSTRUCTOR, by=registrar, reason="hired")

    assert roles(person) == {Role.LEARNER, Role.INSTRUCTOR}
    assert group_names(person) == {"Instructors"}
    assert person.has_perm("wagtailadmin.access_admin")


def test_learners_and_employers_get_no_cms_group():
    person = UserFactory()

    grant(person, Role.EMPLOYER, by=None, reason="asked", scope="organisation:1")
    grant(person, Role.LEARNER, by=None, reason="asked")

    assert group_names(person) == set()
    assert not may_open_cms(person)


def test_a_grant_is_audited_with_who_and_why():
    person, registrar = UserFactory(), UserFactory()

    given = grant(person, Role.REVIEWER, by=registrar, reason="peer review")

    event = AuditEvent.objects.get(action="role granted")
    assert (event.actor, event.object_id, event.reason) == (registrar, str(given.pk), "peer review")
    assert event.detail == {"role": "reviewer", "scope": "", "person": person.pk}


def test_granting_twice_is_one_grant_and_one_event():
    person = UserFactory()

    first = grant(person, Role.REVIEWER, by=None, reason="once")
    second = grant(person, Role.REVIEWER, by=None, reason="twice")

    assert first == second
    assert AuditEvent.objects.filter(action="role granted").count() == 1


def test_nobody_grants_themselves():
    person = UserFactory()

    with pytest.raises(NotYourself):
        grant(person, Role.ADMINISTRATOR, by=person, reason="why not")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(person=person, role=Role.ADMINISTRATOR, granted_by=person, reason="why not")

    assert list(Grant.objects.all()) == []


def test_a_grant_needs_a_reason():
    with pytest.raises(IntegrityError), transaction.atomic():
        grant(UserFactory(), Role.AUDITOR, by=None, reason="")

    assert list(AuditEvent.objects.all()) == []


def test_revoking_takes_the_role_and_the_group_and_keeps_the_row():
    person, registrar = person_with(Role.INSTRUCTOR), UserFactory()

    revoke(Grant.objects.get(), by=registrar, reason="left")

    ended = Grant.objects.get()
    assert (ended.revoked_by, ended.revoked_reason) == (registrar, "left")
    assert roles(person) == {Role.LEARNER}
    assert group_names(person) == set()


def test_revoking_twice_keeps_the_first_reason():
    person_with(Role.INSTRUCTOR)

    revoke(Grant.objects.get(), by=None, reason="first")
    revoke(Grant.objects.get(), by=None, reason="second")

    assert Grant.objects.get().revoked_reason == "first"
    assert AuditEvent.objects.filter(action="role revoked").count() == 1


def test_a_revoked_role_can_be_given_again():
    person = person_with(Role.INSTRUCTOR)
    revoke(Grant.objects.get(), by=None, reason="left")

    grant(person, Role.INSTRUCTOR, by=None, reason="came back")

    assert Role.INSTRUCTOR in roles(person)


def test_a_role_over_one_course_is_no_role_over_another():
    person = person_with(Role.INSTRUCTOR, scope="course:a")

    assert Role.INSTRUCTOR in roles(person, "course:a")
    assert roles(person, "course:b") == roles(person) == {Role.LEARNER}


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_at": timedelta(seconds=-1), "starts_at": timedelta(days=-1)},
        {"starts_at": timedelta(days=1)},
    ],
)
def test_a_grant_counts_only_between_its_dates(dates):
    person, now = UserFactory(), timezone.now()

    grant(
        person,
        Role.REGISTRAR,
        by=None,
        reason="for a while",
        **{name: now + by for name, by in dates.items()},
    )

    assert roles(person) == {Role.LEARNER}
    assert group_names(person) == set()


def test_groups_follow_when_a_grant_ends_by_itself():
    person = UserFactory()
    given = grant(person, Role.REGISTRAR, by=None, reason="cover", ends_at=timezone.now() + timedelta(days=1))
    Grant.objects.filter(pk=given.pk).update(ends_at=timezone.now() - timedelta(seconds=1))

    assert sync_ended() == 1

    assert group_names(person) == set()
    assert sync_ended() == 0


def test_a_deactivated_person_holds_nothing():
    person = person_with(Role.ADMINISTRATOR)

    person.is_active = False

    assert roles(person) == frozenset()


@pytest.mark.parametrize(
    ("actor", "role", "allowed"),
    [
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        (Role.ADMINISTRATOR, Role.LEARNER, True),
        (Role.REGISTRAR, Role.EMPLOYER, True),
        (Role.REGISTRAR, Role.REGISTRAR, False),
        (Role.REGISTRAR, Role.INSTRUCTOR, False),
        (Role.INSTRUCTOR, Role.INSTRUCTOR, False),
        (Role.EMPLOYER, Role.LEARNER, False),
        (Role.LEARNER, Role.LEARNER, False),
    ],
)
def test_who_may_give_which_role(actor, role, allowed):
    giver, person = person_with(actor), UserFactory()

    assert can(giver, "grant", Grant(person=person, role=role, scope="")) is allowed
    assert can(giver, "grant", Grant(person=giver, role=role, scope="")) is False


def test_an_action_without_a_rule_is_refused_to_everybody():
    administrator = person_with(Role.ADMINISTRATOR)

    assert can(administrator, "delete", UserFactory()) is False


def test_groups_hold_what_the_code_says_and_lose_what_was_added_by_hand():
    instructors = Group.objects.get(name="Instructors")
    reviewers = Group.objects.get(name="Reviewers")
    page = GroupPagePermission.objects.filter(group=instructors).first().page
    publish = GroupPagePermission.objects.filter(permission__codename="publish_page").first().permission
    GroupPagePermission.objects.create(group=instructors, page=page, permission=publish)
    reviewers.permissions.clear()

    sync_groups()

    assert set(
        GroupPagePermission.objects.filter(group=instructors).values_list("permission__codename", flat=True)
    ) == {"add_page", "change_page"}
    assert "access_admin" in reviewers.permissions.values_list("codename", flat=True)
    assert "view_question" in reviewers.permissions.values_list("codename", flat=True)
    assert "change_question" not in reviewers.permissions.values_list("codename", flat=True)


def test_the_first_administrator_is_made_at_the_command_line(capsys):
    person = UserFactory(email="first@example.com")

    call_command("grant", "First@example.com", "administrator", reason="the first")

    assert Role.ADMINISTRATOR in roles(person)
    assert AuditEvent.objects.get(action="role granted").actor is None


@pytest.mark.parametrize(
    "words", [("nobody@example.com", "registrar"), ("first@example.com", "king")], ids=["person", "role"]
)
def test_a_grant_at_the_command_line_needs_a_person_and_a_role_that_exist(words):
    UserFactory(email="first@example.com")

    with pytest.raises(CommandError):
        call_command("grant", *words, reason="try")

    assert list(Grant.objects.all()) == []


def test_who_teaches_one_course_is_in_its_group_and_may_write_its_pages_and_files_alone():
    mine, other = course_page(), course_page()
    scope = f"course:{mine.course.public_id}"

    person = person_with(Role.INSTRUCTOR, scope=scope)

    assert group_names(person) == {f"Instructors of {scope}"}
    assert mine.permissions_for_user(person).can_edit()
    assert not other.permissions_for_user(person).can_edit()
    files = GroupCollectionPermission.objects.filter(group__user=person)
    assert {each.collection.name for each in files} == {mine.course.code}
    assert {each.permission.codename for each in files} == {
        f"{action}_{kind}" for action in ("add", "change", "choose") for kind in ("image", "document")
    }


def test_the_group_of_a_course_waits_for_its_page():
    course = CourseFactory()
    person = person_with(Role.INSTRUCTOR, scope=f"course:{course.public_id}")

    page = course_page(course)
    sync_groups()

    person = User.objects.get(pk=person.pk)
    assert page.permissions_for_user(person).can_edit()
