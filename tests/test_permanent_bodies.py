"""Whatever is posted to the CMS, each old edition stays byte for byte, and its reader answers.

The addresses are read from the resolver: every address that names a page, an image, a document, a snippet or
a user, posted to by a superuser, who may do everything.
"""

import pytest
from django.core.serializers import serialize
from django.db import transaction
from django.test import Client, override_settings

from courses.models import Edition, EditionItem, EditionStep
from tests.doors import patterns
from tests.factories.certificates import a_key_in
from tests.factories.courses import enrolled
from tests.scopes import Scopes, names_something

pytestmark = pytest.mark.django_db

DOORS = [door for door in patterns() if door.cms and names_something(door)]
# What the forms behind the addresses ask for, all of it at once: each takes what it knows.
FORM = {
    "title": "Rewritten",
    "slug": "rewritten",
    "name": "Rewritten",
    "statement": "Rewritten.",
    "bloom": "apply",
    "number": "1",
    "key": "rewritten",
    "authors": "Rewritten R",
    "year": "1999",
    "email": "rewritten@example.com",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "action-publish": "action-publish",
    "new_title": "Copy",
    "new_slug": "copy-of-it",
    "next": "/cms/",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    a_key_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Scopes()
        transaction.set_rollback(True)


def stored() -> str:
    rows = [*Edition.objects.order_by("pk"), *EditionStep.objects.order_by("pk")]
    return serialize("json", [*rows, *EditionItem.objects.order_by("pk")])


def posts(world):
    """Every address with an id, posted as a superuser and undone: the address, and what it wrote."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people["superuser"])
    for door in DOORS:
        for path in world.paths(door):
            with transaction.atomic():
                client.post(path, FORM)
                yield path
                transaction.set_rollback(True)


def reads(client, edition) -> int:
    step = edition.steps.filter(kind="lesson").order_by("position").first()
    return client.get(f"/learn/{edition.course.code}/{step.slug}/").status_code


def test_no_post_to_the_cms_touches_an_edition(world):
    learner = Client(raise_request_exception=False)
    learner.force_login(enrolled(world.edition).learner)
    before = stored()
    changed, posted = [], 0

    for path in posts(world):
        posted += 1
        if stored() != before:
            changed.append(f"{path} changed an edition")
        if (status := reads(learner, world.edition)) != 200:
            changed.append(f"{path}: the reader answers {status}")

    assert changed == []
    assert posted > 150


def test_the_posts_do_delete_and_change_what_they_name(world):
    """So that leaving the editions alone means something."""
    client = Client()
    client.force_login(world.people["superuser"])
    page = world.theirs.lessons[0]
    with transaction.atomic():
        client.post(f"/cms/pages/{page.pk}/delete/")
        gone = not type(page).objects.filter(pk=page.pk).exists()
        transaction.set_rollback(True)

    assert gone


def test_a_changed_body_would_be_seen(world):
    """Planted: one letter of one frozen step."""
    before = stored()
    with transaction.atomic():
        step = EditionStep.objects.filter(edition=world.edition).first()
        EditionStep.objects.filter(pk=step.pk).update(title=step.title + "x")
        seen = stored() != before
        transaction.set_rollback(True)

    assert seen
