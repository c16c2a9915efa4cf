"""A session is found by its key while it lasts, and by nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.sessions import SessionStore
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def kept(**said) -> SessionStore:
    session = SessionStore()
    session.update(said)
    session.save()
    return session


def test_what_was_kept_is_found_with_one_statement(django_assert_num_queries):
    key = kept(place="page 4").session_key

    again = SessionStore(key)
    with django_assert_num_queries(1):
        assert again["place"] == "page 4"
    assert again.session_key == key


@pytest.mark.parametrize("key", ["", "0" * 32, "a'; --", "é" * 32])
def test_a_key_of_nobody_finds_nothing_and_is_not_taken_over(key):
    session = SessionStore(key)

    assert session.get("place") is None
    assert session.session_key is None


def test_a_session_ends_at_its_date():
    session = kept(place="page 4")
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    assert SessionStore(session.session_key).get("place") is None


def test_a_text_that_we_did_not_sign_says_nothing():
    session = kept(place="page 4")
    row = Session.objects.get(pk=session.session_key)
    Session.objects.filter(pk=row.pk).update(session_data="x" + row.session_data)

    assert SessionStore(session.session_key).get("place") is None


def test_it_is_what_the_house_uses_and_a_person_stays_signed_in(client):
    assert settings.SESSION_ENGINE == "accounts.sessions"
    client.force_login(UserFactory())

    assert client.get(reverse("accounts:profile")).status_code == 200
    Session.objects.all().delete()
    assert client.get(reverse("accounts:profile")).status_code == 302
