"""Where lessons lead outside, and whether anything is still there. Asked in the background, one address at a time."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.tasks import task
from django.utils import timezone
from wagtail.permissions import page_permission_policy

from accounts.models import User

from . import fetching
from .models import LessonPage, LinkCheck, Reference

State = LinkCheck.State

A_FEW = 10
MOST = 2000
AGAIN_AFTER = timedelta(days=7)
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


def links_of(lessons: Iterable[LessonPage]) -> list[Link]:
    """Every outside address of the lessons, as drafted, and of what they cite. Dead ones first. Three queries."""
    found: dict[str, Link] = {}
    library = Reference.objects.in_bulk(field_name="key")
    for lesson in lessons:
        drafted = lesson.get_latest_revision_as_object() if lesson.has_unpublished_changes else lesson
        for url in dict.fromkeys(_addresses(drafted, library)):
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
    """The most lasting address of a source, as the reader gives it."""
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/" if reference.pmid else reference.url


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


def check(
    urls: Iterable[str], fetch: Callable[..., fetching.Answer] = fetching.fetch, pause: float = PAUSE
) -> int:
    """Ask each address that wasn't asked lately, and keep the answer. How many were asked."""
    now = timezone.now()
    wanted = list(dict.fromkeys(urls))
    recent = LinkCheck.objects.filter(url__in=wanted, tried_at__gt=now - AGAIN_AFTER).exclude(
        state=State.UNCHECKED
    )
    lately = set(recent.values_list("url", flat=True))
    asked, last = 0, dict[str, float]()
    for url in [url for url in wanted if url not in lately]:
        host = urlsplit(url).hostname or ""
        time.sleep(max(0.0, last.get(host, 0.0) + pause - time.monotonic()))
        state, said = ask(url, fetch)
        last[host] = time.monotonic()
        LinkCheck.objects.update_or_create(
            url=url, defaults={"state": state, "said": said[:200], "tried_at": timezone.now()}
        )
        asked += 1
    return asked


@task(backend="background")
def check_links(urls: list[str]) -> int:
    """The task behind the report's button. A few at a time: mails wait in the same line."""
    if not settings.MAY_ASK_OTHERS:
        return 0
    asked = check(urls[:A_FEW])
    if urls[A_FEW:]:
        check_links.enqueue(urls[A_FEW:])
    return asked
