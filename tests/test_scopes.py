"""Who works on one course walks every address of the CMS with the ids of another course: none opens.

The addresses are read from the resolver, so a page that Wagtail or we add is walked from its first day.
"""

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import override_settings

from accounts.granting import grant, revoke
from accounts.models import Role
from courses.models import LessonPage, Objective
from courses.scoping import GrantPolicy
from tests.doors import patterns
from tests.factories.certificates import keys_in
from tests.scopes import Scopes, names_something, tells

pytestmark = pytest.mark.django_db

CMS = [door for door in patterns() if door.cms and door.name != "wagtailadmin_error_test"]
GUARD = "courses.guarding.ScopeMiddleware"


@pytest.fixture(scope="module")
def scopes(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Scopes()
        transaction.set_rollback(True)


def walk(scopes, who="ben", doors=CMS, methods=("GET", "POST")):
    """What was told or written, as "door METHOD address: what"."""
    found = []
    for door in doors:
        for path in scopes.paths(door):
            for method in methods:
                knock = scopes.knock(who, method, path)
                wrong = ["tells"] if tells(knock) else []
                if names_something(door) and knock.written:
                    wrong.append("writes")
                found += [f"{door.key} {method} {path}: {what}" for what in wrong]
    return found


@pytest.mark.parametrize("who", ["ben", "cleo", "dan"])
def test_who_works_on_one_course_finds_nothing_of_another_open(scopes, who):
    """An instructor, a reviewer and an administrator of one course."""
    assert "\n".join(walk(scopes, who)) == ""


def test_the_walk_finds_what_belongs_to_who_walks(scopes):
    """The same walk, by the instructor whose course it is: so that finding nothing means something."""
    doors = [door for door in CMS if door.name.startswith("wagtailadmin_pages:")]

    told = {line.split(" ")[0] for line in walk(scopes, "ann", doors, ["GET"])}

    assert {"wagtailadmin_pages:edit", "wagtailadmin_pages:history", "wagtailadmin_pages:usage"} <= told
    assert len(told) >= 12


def test_without_the_guard_something_opens(scopes, settings):
    """Planted: what Wagtail leaves open by itself."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]
    doors = [door for door in CMS if "chooser" in door.name or "_api:" in door.name or "_usage" in door.name]

    opened = {line.split(" ")[0] for line in walk(scopes, "ben", doors, ["GET"])}

    assert "wagtailsnippetchoosers_courses_objective:chosen" in opened
    assert "wagtailadmin_api:images:listing" in opened


def test_without_the_policy_the_lists_open(scopes, monkeypatch):
    """Planted: an instructor of one course counts as an instructor of the site."""
    monkeypatch.setattr(GrantPolicy, "within", lambda self, held: Q())
    doors = [door for door in CMS if "courses_objective" in door.name]

    opened = {line.split(" ")[0] for line in walk(scopes, "ben", doors, ["GET"])}

    assert "wagtailsnippets_courses_objective:list" in opened
    assert "wagtailsnippetchoosers_courses_objective:choose" in opened


@pytest.fixture
def ben(scopes, client):
    client.force_login(scopes.ben)
    return client


def test_a_lesson_takes_no_objective_of_another_course(scopes, ben):
    lesson, theirs = scopes.own.lessons[0], Objective.objects.filter(course=scopes.edition.course_id).first()
    address = f"/cms/pages/{lesson.pk}/edit/"
    offered = ben.get(address).context["form"].fields["objectives"].queryset

    form = {"title": lesson.title, "slug": lesson.slug, "objectives": [theirs.pk], "body-count": "0"}
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    answer = ben.post(address, form)

    assert theirs not in offered
    assert offered.count() == 2
    assert "Choose from those in the list." in answer.content.decode()
    assert not LessonPage.objects.filter(pk=lesson.pk, objectives=theirs).exists()


def test_nobody_adds_an_objective_to_another_course(scopes, ben):
    courses = [scopes.edition.course_id, scopes.own.course.course_id]
    for course in courses:
        form = {"course": course, "number": 9, "bloom": "explain", "statement": "Explain it."}
        ben.post("/cms/snippets/courses/objective/add/", form)

    assert [each.course_id for each in Objective.objects.filter(number=9)] == courses[1:]


def test_a_grant_that_ended_closes_the_course_at_once(scopes, ben):
    address = f"/cms/pages/{scopes.own.lessons[0].pk}/edit/"
    assert ben.get(address).status_code == 200

    for held in scopes.ben.grants.all():
        revoke(held, by=None, reason="left")

    assert ben.get(address).status_code == 403


def test_an_instructor_of_two_courses_writes_both(scopes, ben):
    scope = f"course:{scopes.edition.course.public_id}"
    address = f"/cms/pages/{scopes.theirs.lessons[0].pk}/edit/"
    assert ben.get(address).status_code == 403

    grant(scopes.ben, Role.INSTRUCTOR, by=None, reason="joins Ann", scope=scope)

    assert ben.get(address).status_code == 200


def test_reviewing_one_course_gives_no_right_to_write_it(scopes, ben):
    scope = f"course:{scopes.edition.course.public_id}"
    grant(scopes.ben, Role.REVIEWER, by=None, reason="peer", scope=scope)
    objective = Objective.objects.filter(course=scopes.edition.course_id).first()

    ben.post(
        f"/cms/snippets/courses/objective/edit/{objective.pk}/",
        {"course": objective.course_id, "number": 1, "bloom": "explain", "statement": "Changed."},
    )

    objective.refresh_from_db()
    assert objective.statement != "Changed."


def test_an_approval_is_entered_for_an_edition_of_ones_own_course(scopes, client):
    client.force_login(scopes.dan)
    offered = client.get("/cms/snippets/courses/approval/add/").context["form"].fields["edition"].queryset

    assert scopes.edition not in offered


def test_who_reviews_the_course_reads_what_a_review_needs(scopes):
    """The same walk again, by the reviewer whose course it is."""
    doors = [
        door for door in CMS if door.name.startswith("wagtailadmin_") or door.name.startswith("question")
    ]

    told = {line.split(" ")[0] for line in walk(scopes, "eve", doors, ["GET"])}

    pages = "edit revisions_compare revisions_view workflow_preview workflow_history"
    assert {f"wagtailadmin_pages:{page}" for page in pages.split()} - told == set()
    assert {"wagtailadmin_home", "wagtailadmin_explore", "questions", "question"} - told == set()


@pytest.mark.parametrize("who", ["ben", "cleo", "dan"])
def test_no_form_names_a_page_of_another_course(scopes, client, who):
    """Where to copy or move to, and whose children "all" are: none of it is in the path."""
    client.force_login(getattr(scopes, who))
    own, theirs = scopes.own.lessons[0].pk, scopes.theirs.course.pk
    copied = {"new_title": "x", "new_slug": "x", "new_parent_page": theirs}
    bulk = "/cms/bulk/wagtailcore/page"

    answers = [
        client.post(f"/cms/pages/{own}/copy/", copied),
        client.post(f"{bulk}/move/?id={own}", {"chooser": theirs}),
        client.get(f"{bulk}/delete/?id=all&childOf={theirs}"),
        client.post(f"{bulk}/unpublish/?id=all&childOf={theirs}"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not LessonPage.objects.filter(slug="x").exists()
