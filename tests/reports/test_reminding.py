"""Reminders: the right day where the person lives, once, and never after they were stopped."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from icalendar import Calendar

from accounts import licensing
from accounts.mailing import render
from accounts.models import Mail
from reports.calendars import open_feed, withdraw_feed
from reports.models import CalendarFeed, RemindersOff
from reports.reminding import KIND, STAGES, owed, remind_due, stage_of, unsubscribe_address, upcoming, whose
from tests.factories.accounts import LicenceFactory, UserFactory

pytestmark = pytest.mark.django_db

LAST = date(2028, 2, 29)
NOON = datetime(2028, 1, 30, 18, tzinfo=UTC)  # 30 days before, noon in Chicago


def therapist(last=LAST, **person):
    person = UserFactory(**person)
    licensing.set_cycle(LicenceFactory(holder=person, number="MT123456"), last - timedelta(days=700), last)
    return person


def told() -> list[str]:
    return [mail.about.split(" ", 1)[1] for mail in Mail.objects.filter(kind=KIND).order_by("pk")]


@pytest.mark.parametrize(
    ("days", "stage"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_a_day_belongs_to_the_nearest_reminder_that_has_come(days, stage):
    assert stage_of(days) == stage


def test_three_reminders_in_a_cycle_however_often_the_sweep_runs():
    therapist()
    for day in range(100):
        for _ in range(3):
            remind_due(datetime(2027, 11, 26, 18, tzinfo=UTC) + timedelta(days=day))

    assert told() == ["90 days", "30 days", "7 days"]


@pytest.mark.parametrize(
    ("zone", "hour", "count"),
    [
        ("America/Chicago", 13, 0),  # seven in the morning
        ("America/Chicago", 14, 1),
        ("Pacific/Honolulu", 14, 0),  # four in the morning
        ("Pacific/Honolulu", 18, 1),
    ],
)
def test_nobody_is_written_to_at_night(zone, hour, count):
    therapist(time_zone=zone)

    assert remind_due(datetime(2028, 2, 22, hour, tzinfo=UTC)) == count


def test_days_are_counted_where_the_person_lives():
    therapist(time_zone="Asia/Tokyo")
    early = datetime(2027, 11, 30, 23, 30, tzinfo=UTC)  # the morning of Dec 1 in Tokyo: 90 days

    (due,) = owed(early)

    assert (due.stage, due.days) == (90, 90)


def test_the_mail_leads_with_the_sentence_and_can_be_stopped_by_one_click(client, settings):
    person = therapist()
    remind_due(NOON)
    mail = Mail.objects.get(kind=KIND)
    page = unsubscribe_address(person).removeprefix(settings.PUBLIC_URL)

    message = render(mail, {"state": "Texas", "days": 30, "last": "Feb 29, 2028", "sentence": "S.", "page": "P",
                            "unsubscribe": unsubscribe_address(person)})  # fmt: skip
    assert message.subject == "30 days to go: Texas"
    assert message.extra_headers["List-Unsubscribe"] == f"<{unsubscribe_address(person)}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(page).status_code == 200
    assert not RemindersOff.objects.exists()  # looking is not stopping
    client.post(page)
    client.post(page)
    assert RemindersOff.objects.get().person == person
    assert remind_due(datetime(2028, 2, 22, 18, tzinfo=UTC)) == 0


def test_a_mail_that_cannot_be_stopped_has_no_such_header():
    mail = Mail(recipient=UserFactory(), kind="certificates/ready", about="x")

    assert render(mail, {}).extra_headers == {}


@pytest.mark.parametrize("token", ["1", "x:y:z", unsubscribe_address.__name__])
def test_a_made_up_address_stops_nothing(client, token):
    assert whose(token) is None
    assert client.post(f"/renewals/reminders/stop/{token}/").status_code == 404


def test_who_is_gone_or_never_confirmed_gets_none():
    therapist(is_active=False)
    therapist(confirmed=False)

    assert remind_due(NOON) == 0


def test_the_database_refuses_a_second_one():
    therapist()
    remind_due(NOON)
    again = Mail.objects.get(kind=KIND)
    again.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_a_sweep_asks_the_same_for_one_and_for_three(django_assert_num_queries):
    for count in range(1, 4):
        therapist()
        with django_assert_num_queries(3):
            assert len(list(owed(NOON))) == count


def test_a_sweep_reads_nobody_who_was_promised_one():
    """However many renew soon: a minute later, the database has nothing to hand over."""
    later = NOON + timedelta(days=10)
    for _ in range(3):
        therapist()
    assert sum(len(list(upcoming(later, stage))) for stage in STAGES) == 3

    remind_due(later)

    assert [cycle for stage in STAGES for cycle in upcoming(later, stage)] == []


# The calendar


def feed_of(client, person) -> Calendar:
    feed = open_feed(person)
    return Calendar.from_ical(client.get(f"/renewals/calendar/{feed.key}.ics").content)


def test_a_calendar_shows_the_last_day_without_the_number(client):
    person = therapist(last=date.today() + timedelta(days=40))

    found = feed_of(client, person)

    (event,) = found.walk("VEVENT")
    assert event["dtstart"].dt == date.today() + timedelta(days=40)
    assert event["summary"] == "Texas massage license: last day of this cycle"
    assert "MT123456" not in found.to_ical().decode()
    assert "Your board decides" in event["description"]


def test_a_closed_address_opens_nothing_and_the_next_one_is_another(client):
    person = therapist()
    first = open_feed(person)
    assert open_feed(person) == first

    withdraw_feed(person)
    second = open_feed(person)

    assert client.get(f"/renewals/calendar/{first.key}.ics").status_code == 404
    assert client.get(f"/renewals/calendar/{second.key}.ics").status_code == 200
    assert len(second.key) >= 32
    assert CalendarFeed.objects.count() == 2


def test_the_calendar_of_who_was_deactivated_is_closed(client):
    person = therapist()
    feed = open_feed(person)
    person.is_active = False
    person.save()

    assert client.get(f"/renewals/calendar/{feed.key}.ics").status_code == 404


def test_the_page_does_both_and_undoes_both(client):
    person = therapist()
    client.force_login(person)
    said = {}
    for wanted in ("make", "off", "withdraw", "on", "nonsense"):
        client.post("/renewals/reminders/", {"wanted": wanted})
        said[wanted] = client.get("/renewals/reminders/").content.decode()

    assert ".ics" in said["make"]
    assert "You get no reminders." in said["off"]
    assert ".ics" not in said["withdraw"]
    assert "90, 30 and 7 days before" in said["on"]
    assert not RemindersOff.objects.exists()


def test_a_reminder_is_sent():
    person = therapist()
    remind_due(NOON)

    (message,) = outbox.outbox
    assert (message.subject, message.to) == ("30 days to go: Texas", [person.email])
    assert "isn't legal advice" in message.body
