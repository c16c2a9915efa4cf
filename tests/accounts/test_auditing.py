"""What an audit event was about, in words: of any app, of oneself, or of a model that is gone."""

import pytest

from accounts.auditing import audit
from tests.factories.accounts import UserFactory
from tests.factories.courses import an_edition

pytestmark = pytest.mark.django_db


def test_an_event_names_the_kind_of_thing_in_words():
    person, other, edition = UserFactory(), UserFactory(), an_edition()

    assert audit(person, "edition released", edition).about == f"edition {edition.pk}"
    assert audit(person, "role granted", other).about == f"user {other.pk}"


def test_ones_own_account_has_no_number_for_oneself():
    person = UserFactory()

    assert audit(person, "signed in", person).about == "own account"


def test_the_history_of_a_model_that_is_gone_stays():
    event = audit(None, "sold", UserFactory())
    event.object_label = "shop.Order"

    assert event.about == f"shop.Order {event.object_id}"
