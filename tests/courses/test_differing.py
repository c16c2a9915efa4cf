"""What a registrar reads before a release: how learners would notice it."""

import pytest

from accounts.models import Role
from courses import differing
from courses.models import Edition
from courses.releasing import release
from tests.factories.accounts import person_with
from tests.factories.courses import rewrite
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    return course_pages(2)


def test_the_release_page_shows_the_words_that_change(client, pages):
    release(pages.course, by=None)
    client.force_login(person_with(Role.REGISTRAR))
    address = f"/cms/releases/{pages.course.pk}/"
    before = client.get(address).content.decode()

    rewrite(pages.lessons[0], "Flow was found <b>unchanged</b> in the artery.")

    page = client.get(address).content.decode()
    assert "Nothing that a learner would notice." in before
    assert "What changes for learners since edition 1.0" in page
    assert "found &lt;b unchanged&lt;/b in the artery." in page
    assert "<b>unchanged" not in page


def test_a_first_release_has_nothing_to_compare(client, pages):
    client.force_login(person_with(Role.REGISTRAR))

    assert "What changes for learners" not in client.get(f"/cms/releases/{pages.course.pk}/").content.decode()


def test_what_a_release_would_change_is_what_it_changed(pages):
    old = release(pages.course, by=None)
    rewrite(pages.lessons[0], "Flow was found unchanged.")

    foretold = differing.since(old, pages.course)
    new = release(pages.course, by=None)

    assert foretold == differing.between(old, new)
    assert foretold
    assert not differing.since(Edition.objects.get(pk=new.pk), pages.course)
