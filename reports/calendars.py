"""Renewal dates as a calendar (RFC 5545), at an address that only its owner gives away."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.auditing import audit
from accounts.models import LicenceCycle, User

from .models import CalendarFeed
from .renewals import Renewal

PRODUCT = "-//Fascia//Renewals//EN"
REFRESH = timedelta(hours=12)


@transaction.atomic
def open_feed(person: User) -> CalendarFeed:
    """The person's address; made now if there is none."""
    feed, made = CalendarFeed.objects.get_or_create(person=person, withdrawn_at=None)
    if made:
        audit(person, "calendar feed made", feed)
    return feed


@transaction.atomic
def withdraw_feed(person: User) -> None:
    """Close the address for good. A calendar that asks again gets nothing."""
    for feed in CalendarFeed.objects.select_for_update().filter(person=person, withdrawn_at=None):
        feed.withdrawn_at = timezone.now()
        feed.save(update_fields=["withdrawn_at"])
        audit(person, "calendar feed withdrawn", feed)


def calendar(renewals: Iterable[Renewal], *, host: str, page: str, at: datetime) -> bytes:
    """A whole day for each cycle that hasn't ended. No license number: calendars are shown around."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", "License renewals")
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for renewal in renewals:
        cycle = renewal.cycle
        if cycle and cycle.last >= at.date() - timedelta(days=1):
            made.add_component(event(renewal, cycle, host, page, at))
    return made.to_ical()


def event(renewal: Renewal, cycle: LicenceCycle, host: str, page: str, at: datetime) -> Event:
    made = Event()
    made.add("uid", f"cycle-{cycle.pk}@{host}")
    made.add("dtstamp", at)
    made.add("dtstart", cycle.last)
    made.add("dtend", cycle.last + timedelta(days=1))
    made.add("summary", f"{renewal.licence.state} massage license: last day of this cycle")
    made.add("description", f"{renewal.sentence}\nYour board decides. {page}")
    made.add("url", page)
    made.add("transp", "TRANSPARENT")
    return made
