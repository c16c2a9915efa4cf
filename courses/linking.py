"""Where lessons lead outside, and whether anything is still there. Asked in the background, one address at a time.

A row of LinkCheck that is wanted is the message: about once a week those of all live lessons are, and those of
one's own when somebody presses the button. Each minute a few are asked.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.permissions import page_permission_policy

from accounts.models import User

from . import fetching
from .models import LessonPage, LinkCheck, LinkRound, Reference
from .models.drafts import drafted
from .rendering import reference_entry

State = LinkCheck.State

A_FEW = 10  # of one task: mails wait in the same line
MOST = 2000  # of one press
ROUND = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)  # no address is asked more often, whoever presses
PAUSE = 1.0  # seconds between two questions to the same server
LONGEST = 2000
_LINK = re.compile(r"\]\(<?(https?://[^\s)>]+)")
_GONE = {404: "The server says that there is no such page.", 410: "The server says that the page is gone."}


@dataclass
class Link:
    """An address, where it stands, and what it answered."""

    url: str
    pages: list[Any] = field(default_factory=list)
    check: LinkCheck | None = None

    @property
    def state(self) -> str:
        return self.check.state if self.check else State.UNCHECKED

    @property
    def word(self) -> str:
        return State(self.state).label

    @property
    def waits(self) -> bool:
        return bool(self.check and self.check.wanted_at)


def links_of(lessons: Iterable[LessonPage]) -> list[Link]:
    """Every outside address of the lessons, as drafted, and of what they cite. Dead ones first. Three queries."""
    found: dict[str, Link] = {}
    library = Reference.objects.in_bulk(field_name="key")
    for lesson in lessons:
        for url in dict.fromkeys(_addresses(drafted(lesson), library)):
            if len(url) <= LONGEST:
                found.setdefault(url, Link(url)).pages.append(lesson)
    for check in LinkCheck.objects.filter(url__in=found):
        found[check.url].check = check
    order = [State.GONE, State.UNCLEAR, State.UNCHECKED, State.THERE]
    return sorted(found.values(), key=lambda link: (order.index(State(link.state)), link.url))


def _addresses(lesson: LessonPage, library: dict[str, Reference]) -> Iterator[str]:
    for block in lesson.body:
        for value in block.value.values():
            if isinstance(value, str):
                yield from _LINK.findall(value)
    for key in lesson.cites():
        if key in library and (url := address_of(library[key])):
            yield url


def address_of(reference: Reference) -> str:
    """The most lasting address of a source, as the reader gives it. Empty: it has none on the web."""
    return reference_entry(reference.freeze())["url"]


def lessons_of(user: User) -> Iterable[LessonPage]:
    """The lessons whose links concern a person of the CMS."""
    own = page_permission_policy.explorable_instances(user).values("pk")
    return (
        LessonPage.objects.filter(pk__in=own, expired=False)
        .select_related("latest_revision")
        .order_by("path")
    )


def ask(url: str, fetch: Callable[..., fetching.Answer] = fetching.fetch) -> tuple[str, str]:
    """The state of an address, and the reason in words. What can't be asked is not dead."""
    try:
        status = fetch(url).status
    except fetching.NotAllowed as refusal:
        return State.UNCLEAR, str(refusal)
    except fetching.NoAnswer as silence:
        return State.UNCHECKED, f"{silence} That may be our network: it is asked again next time."
    if status in _GONE:
        return State.GONE, _GONE[status]
    if 200 <= status < 300:
        return State.THERE, ""
    if status in (401, 403, 405, 429, 451):
        return State.UNCLEAR, "The server doesn’t answer machines. Open it yourself."
    return State.UNCLEAR, f"The server answered {status}, which may pass."


@transaction.atomic
def want(urls: Iterable[str]) -> int:
    """Line addresses up to be asked, but those that answered lately or wait already. How many came to it."""
    now = timezone.now()
    chosen = [url for url in dict.fromkeys(urls) if len(url) <= LONGEST]
    LinkCheck.objects.bulk_create((LinkCheck(url=url) for url in chosen), ignore_conflicts=True)
    stale = Q(tried_at=None) | Q(tried_at__lte=now - AGAIN_AFTER) | Q(state=State.UNCHECKED)
    rows = LinkCheck.objects.filter(stale, url__in=chosen, wanted_at=None)
    return rows.update(wanted_at=now)


def want_due(now: datetime | None = None) -> int:
    """Once a week, line up every address of the live lessons. One query while the week lasts."""
    now = now or timezone.now()
    if not settings.MAY_ASK_OTHERS or LinkRound.objects.filter(begun_at__gt=now - ROUND).exists():
        return 0
    library = Reference.objects.in_bulk(field_name="key")
    lessons = LessonPage.objects.live().filter(expired=False).order_by("path")
    found = {url for lesson in lessons for url in _addresses(lesson, library)}
    with transaction.atomic():
        LinkRound.objects.update_or_create(pk=1, defaults={"begun_at": now})
        return want(sorted(found))


def ask_wanted() -> bool:
    """Hand a few of the wanted addresses to the worker, unless it has some in hand. Two queries."""
    if not settings.MAY_ASK_OTHERS or not LinkCheck.objects.wanted().exists():
        return False
    waiting = DBTaskResult.objects.filter(task_path=check_links.module_path, status__in=["READY", "RUNNING"])
    if waiting.exists():
        return False
    check_links.enqueue()
    return True


def check(
    few: int = A_FEW, fetch: Callable[..., fetching.Answer] = fetching.fetch, pause: float = PAUSE
) -> int:
    """Ask the few addresses that have waited longest, and keep each answer. How many were asked."""
    asked, last = 0, dict[str, float]()
    for url in list(LinkCheck.objects.wanted().values_list("url", flat=True)[:few]):
        # Before it is asked: one that breaks the task must not hold up the others for ever.
        LinkCheck.objects.filter(url=url).update(wanted_at=None)
        host = host_of(url)
        time.sleep(max(0.0, last.get(host, 0.0) + pause - time.monotonic()))
        state, said = ask(url, fetch)
        last[host] = time.monotonic()
        LinkCheck.objects.filter(url=url).update(state=state, said=said[:200], tried_at=timezone.now())
        asked += 1
    return asked


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # no address of the web: it is refused when it is asked


@task(backend="background")
def check_links() -> int:
    """The task that `ask_wanted` queues, never two at once."""
    return check() if settings.MAY_ASK_OTHERS else 0
