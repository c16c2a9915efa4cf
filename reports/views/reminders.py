"""/renewals/reminders/: a calendar address, and mails before a renewal; and how to stop both."""

from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from reports import calendars, reminding
from reports.models import CalendarFeed, RemindersOff
from reports.renewals import renewals as renewals_of

from .renewing import today_of

DONE = {
    "make": (calendars.open_feed, "Your calendar address is ready."),
    "withdraw": (calendars.withdraw_feed, "The address is closed. Calendars that use it get nothing more."),
    "off": (reminding.turn_off, "We won't send you reminders."),
    "on": (reminding.turn_on, "We'll remind you 90, 30 and 7 days before."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """Both, as they stand, with one button each."""
    person = cast(User, request.user)
    if request.method == "POST":
        if (wanted := request.POST.get("wanted")) in DONE:
            verb, said = DONE[wanted]
            verb(person)
            messages.success(request, said)
        return redirect("reports:reminders")
    feed = CalendarFeed.objects.filter(person=person, withdrawn_at=None).first()
    known = {
        "address": settings.PUBLIC_URL + reverse("reports:calendar", args=[feed.key]) if feed else "",
        "off": RemindersOff.objects.filter(person=person).exists(),
    }
    return render(request, "reports/reminders.html", known)


@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The dates of whoever made this address. No session is asked for: a calendar program has none."""
    feed = get_object_or_404(
        CalendarFeed.objects.select_related("person"), key=key, withdrawn_at=None, person__is_active=True
    )
    page = settings.PUBLIC_URL + reverse("reports:renewals")
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    found = renewals_of(feed.person, today_of(feed.person))
    return HttpResponse(
        calendars.calendar(found, host=host, page=page, at=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )


@csrf_exempt  # the token is the permission, and mail programs post here by themselves (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click, without signing in. Opening the page changes nothing, so that scanners of mail don't."""
    person = reminding.whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        reminding.turn_off(person)
    off = RemindersOff.objects.filter(person=person).exists()
    return render(request, "reports/unsubscribe.html", {"off": off})
