"""What a learner keeps while reading: her place, the time she was active, notes and bookmarks."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from courses import studying
from courses.models import Bookmark, Note, Place
from tests.factories.accounts import UserFactory
from tests.factories.courses import EditionFactory, EditionStepFactory, enrolled

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)
BLOCKS = [
    {"id": "one", "type": "text", "key": "", "text": "## Flow\n\nWhat **was** measured [@hinds2004]."},
    {"id": "two", "type": "claim", "key": "muscle", "statement": "It rises in the skin."},
]


@pytest.fixture
def step():
    body = {"summary": "", "objectives": [], "references": [], "blocks": BLOCKS}
    return EditionStepFactory(edition=EditionFactory(), slug="lesson-1", body=body)


@pytest.fixture
def learner(client, step):
    enrolment = enrolled(step.edition)
    client.force_login(enrolment.learner)
    return enrolment.learner


def address(step, *parts: str) -> str:
    return "/".join(["/learn", step.edition.course.code, step.slug, *parts, ""])


def place(learner, step, **said):
    return studying.keep_place(learner, step.edition.course_id, step.key, **said)


def note(learner, step, text="Ask about heat.", **said):
    values = {"block": "one", "text": text, "client_id": uuid4()} | said
    return studying.write_note(learner, step.edition.course_id, step.key, **values)


def test_the_latest_place_counts(learner, step):
    place(learner, step, block="one")
    place(learner, step, block="two")

    assert Place.objects.get().block == "two"


def test_news_that_a_device_held_back_moves_nothing_that_is_newer(learner, step):
    place(learner, step, block="two")
    place(learner, step, block="one", ago=timedelta(hours=3))

    assert Place.objects.get().block == "two"


@pytest.mark.parametrize(
    ("claimed", "later", "counted"),
    [(20, 20, 20), (600, 20, 20), (45, 3600, 45), (600, 3600, 60), (-5, 20, 0), (600, 0, 0)],
)
def test_active_time_is_never_more_than_has_passed_nor_than_a_beat(learner, step, claimed, later, counted):
    with time_machine.travel(EVENING, tick=False) as clock:
        place(learner, step, seconds=0)
        clock.shift(later)
        place(learner, step, seconds=claimed)

    assert Place.objects.get().active_seconds == counted


def test_the_page_says_where_its_reader_is(client, learner, step):
    answer = client.post(address(step, "place"), {"block": "two", "seconds": "30"})

    kept = Place.objects.get()
    assert (answer.status_code, kept.block, kept.learner, kept.active_seconds) == (204, "two", learner, 30)


@pytest.mark.parametrize("said", [{"block": "x" * 61}, {"seconds": "-1"}, {"seconds": "ages"}, {"ago": "-9"}])
def test_a_place_that_makes_no_sense_is_refused(client, learner, step, said):
    assert client.post(address(step, "place"), said).status_code == 400
    assert Place.objects.count() == 0


def test_a_note_sent_twice_is_kept_once_with_the_later_text(learner, step):
    same = uuid4()
    note(learner, step, "Ask about", client_id=same)
    note(learner, step, "Ask about heat.", client_id=same)

    assert [each.text for each in Note.objects.all()] == ["Ask about heat."]


def test_the_database_refuses_a_second_note_of_one_client_id(learner, step):
    kept = note(learner, step)
    kept.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_a_step_holds_no_more_notes_than_a_page_can_show(learner, step, monkeypatch):
    monkeypatch.setattr(studying, "MOST_NOTES", 2)
    note(learner, step)
    last = note(learner, step)

    with pytest.raises(studying.TooMany):
        note(learner, step)

    note(learner, step, "Changed.", client_id=last.client_id)
    assert Note.objects.count() == 2


def test_a_note_is_written_changed_and_deleted_without_javascript(client, learner, step):
    said = {"block": "one", "text": "Ask about heat.", "client_id": str(uuid4())}
    client.post(address(step, "notes"), said)
    kept = Note.objects.get()
    client.post(address(step, "notes", str(kept.pk)), {"text": "Ask about cold."})
    changed = Note.objects.get()
    client.post(address(step, "notes", str(kept.pk), "delete"))

    assert (kept.text, kept.block, changed.text, changed.block) == (
        "Ask about heat.",
        "one",
        "Ask about cold.",
        "one",
    )
    assert Note.objects.count() == 0


def test_notes_stand_under_the_first_words_of_their_block(client, learner, step):
    note(learner, step)

    page = client.get(address(step, "notes")).content.decode()

    assert f'<a href="{address(step)}#b-one">Flow What was measured.</a>' in page
    assert "Ask about heat." in page


def test_a_block_that_the_lesson_does_not_have_takes_no_note(client, learner, step):
    said = {"block": "elsewhere", "text": "Lost.", "client_id": str(uuid4())}

    assert client.post(address(step, "notes"), said).status_code == 400
    assert Note.objects.count() == 0


def test_a_script_is_told_in_json(client, learner, step):
    said = {"block": "one", "text": "Kept.", "client_id": str(uuid4())}
    headers = {"Accept": "application/json"}

    answer = client.post(address(step, "notes"), said, headers=headers).json()
    refused = client.post(address(step, "notes"), said | {"text": ""}, headers=headers)

    kept = Note.objects.get()
    assert answer == {"pk": kept.pk, "url": address(step, "notes", str(kept.pk))}
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["text"])


def test_nobody_else_finds_a_note(client, learner, step):
    other = enrolled(step.edition, UserFactory()).learner
    kept = note(other, step, "Theirs.")

    assert client.get(address(step, "notes", str(kept.pk))).status_code == 404
    assert client.post(address(step, "notes", str(kept.pk)), {"text": "Mine."}).status_code == 404
    client.post(address(step, "notes", str(kept.pk), "delete"))
    assert Note.objects.get().text == "Theirs."
    assert "Theirs." not in client.get(address(step, "notes")).content.decode()
    assert "Theirs." not in client.get(address(step)).content.decode()


def test_a_note_cannot_take_the_place_of_somebody_elses(client, learner, step):
    """The id is made by the page: whoever guesses one writes a note of their own."""
    other = enrolled(step.edition, UserFactory()).learner
    kept = note(other, step, "Theirs.")

    client.post(address(step, "notes"), {"block": "", "text": "Mine.", "client_id": str(kept.client_id)})

    assert sorted(Note.objects.values_list("learner_id", "text")) == sorted(
        [(other.pk, "Theirs."), (learner.pk, "Mine.")]
    )


def test_a_bookmark_is_set_once_and_taken_away(client, learner, step):
    for _ in range(2):
        client.post(address(step, "bookmark"), {"block": "one", "wanted": "on"})
    set_ = Bookmark.objects.count()
    client.post(address(step, "bookmark"), {"block": "one"})

    assert (set_, Bookmark.objects.count()) == (1, 0)
    assert client.post(address(step, "bookmark"), {"block": "elsewhere"}).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_notes_costs_the_same_for_any_number(
    client, learner, step, count, django_assert_num_queries
):
    for _ in range(count):
        note(learner, step)

    with django_assert_num_queries(4):
        client.get(address(step, "notes"))
