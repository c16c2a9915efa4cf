"""What the public pages say of courses. Reads only; the same number of statements for any number of courses."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from accounts.models import ProfessionalLicence
from accounts.places import STATES

from . import seeking
from .hours import in_words, reading_minutes
from .models import Approval, CataloguePage, CoursePage, Edition, EditionStep, RenewalRuleRow
from .outlines import Outline, preview


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a course page says beside the page's own fields. `edition` is None before the first release."""

    edition: Edition | None
    outline: Outline
    approvals: list[Approval]
    minutes: int
    pass_rules: list[dict[str, Any]]
    requires: tuple[str, ...] = ()

    @property
    def first_lesson(self) -> str:
        """The address of what can be read without an account, if anything can."""
        return self.outline.next.url if self.outline.next else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the catalogue. Empty: everything."""

    text: str = ""
    state: str = ""  # as licences have it: TX
    hours: str = ""  # a key of HOURS

    @property
    def is_anything(self) -> bool:
        return not (self.text or self.state or self.hours)


HOURS = {
    "short": ("Up to 1 CE", Decimal(0), Decimal(1)),
    "medium": ("More than 1, up to 3 CE", Decimal("1.01"), Decimal(3)),
    "long": ("More than 3 CE", Decimal("3.01"), Decimal(999)),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of the catalogue, with what can be asked of it."""

    rows: list[dict[str, Any]]
    wanted: Wanted
    states: list[tuple[str, str]]  # where some course counts
    hours: list[tuple[str, str]]


def listing(catalogue: CataloguePage, request: HttpRequest, today: date) -> Listing:
    """The published and released courses, as far as they are what is looked for."""
    wanted = wanted_by(request)
    pages = CoursePage.objects.child_of(catalogue).live().order_by("path")
    pages = list(seeking.holding(pages, seeking.words_of(wanted.text), "title", "promise", "description"))
    latest = Edition.objects.filter(course__in=[page.course_id for page in pages]).latest_each()
    editions = {edition.course_id: edition for edition in latest.defer("manifest", "salt")}
    approved = approved_today(editions.values(), today)
    counted = counting_in(approved, today)
    mine = states_of(request.user) if counted else []
    rows = [
        row(page, editions[page.course_id], request, page.course_id in approved, counted, mine)
        for page in pages
        if page.course_id in editions and fits(editions[page.course_id], wanted, counted)
    ]
    states = sorted({(code, STATES.get(code, code)) for codes in counted.values() for code in codes})
    return Listing(rows, wanted, states, [(key, words) for key, (words, _, _) in HOURS.items()])


def wanted_by(request: HttpRequest) -> Wanted:
    """What the address asks for. What makes no sense is left out."""
    asked = request.GET
    hours, state = asked.get("hours", ""), asked.get("state", "")
    return Wanted(
        text=asked.get("q", "").replace("\0", "").strip()[: seeking.LONGEST],
        state=state if state in STATES else "",
        hours=hours if hours in HOURS else "",
    )


def fits(edition: Edition, wanted: Wanted, counted: Mapping[int, set[str]]) -> bool:
    if wanted.state and wanted.state not in counted.get(edition.course_id, set()):
        return False
    _, least, most = HOURS.get(wanted.hours, ("", Decimal(0), Decimal(999)))
    return least <= edition.hours <= most


def row(
    page: CoursePage,
    edition: Edition,
    request: HttpRequest,
    approved: bool,
    counted: Mapping[int, set[str]],
    mine: Iterable[str],
) -> dict[str, Any]:
    counts = [STATES.get(code, code) for code in mine if code in counted.get(edition.course_id, ())]
    return {
        "title": page.title,
        "url": page.get_url(request),
        "promise": page.promise,
        "facts": facts(page, edition),
        "counts_for": f"Counts for your {' and '.join(counts)} license" if counts else "",
        "sample": not approved,
    }


def states_of(user: Any) -> list[str]:
    """Where a person says that they are licensed."""
    if not user.is_authenticated:
        return []
    mine = ProfessionalLicence.objects.visible_to(user)
    return list(dict.fromkeys(mine.values_list("jurisdiction", flat=True)))


def counting_in(approved: Mapping[int, set[str]], today: date) -> dict[int, set[str]]:
    """Where a board's own rule names an approval that each course has today. What isn't known is left out."""
    if not approved:
        return {}
    rules = RenewalRuleRow.objects.current().filter(
        Q(effective_from=None) | Q(effective_from__lte=today),
        Q(effective_to=None) | Q(effective_to__gte=today),
    )
    accepts = [(code, set(terms["accepts"])) for code, terms in rules.values_list("body__code", "terms")]
    return {
        course: {code for code, named in accepts if named & accreditors and code in STATES}
        for course, accreditors in approved.items()
    }


def facts(page: CoursePage, edition: Edition) -> list[str]:
    """ "1 CE", "about 60 min", "home study", "Free"."""
    mode = page.get_mode_display().lower()
    return [
        f"{in_words(edition.hours)} CE",
        f"about {reading_minutes(edition.words, edition.media_seconds)} min",
        mode,
        page.price,
    ]


def approved_today(editions: Iterable[Edition], today: date) -> dict[int, set[str]]:
    """Who approved the edition of each course, by the course's primary key; only those that are approved."""
    majors = {edition.course_id: edition.major for edition in editions}
    approvals = Approval.objects.valid_on(today).filter(edition__course__in=majors)
    found: dict[int, set[str]] = defaultdict(set)
    for course, major, accreditor in approvals.values_list(
        "edition__course_id", "edition__major", "accreditor"
    ):
        if majors[course] == major:
            found[course].add(accreditor)
    return dict(found)


def sheet(page: CoursePage, today: date) -> Sheet:
    edition = Edition.objects.latest_of(page.course_id)
    if edition is None:
        return Sheet(None, Outline(), [], 0, [])
    steps = EditionStep.objects.filter(edition=edition).outlined()
    return Sheet(
        edition=edition,
        outline=preview(steps, edition.manifest["code"]),
        approvals=list(Approval.objects.covering(edition, today)),
        minutes=reading_minutes(edition.words, edition.media_seconds),
        pass_rules=edition.manifest["pass_rules"],
        requires=tuple(titles_of(edition.manifest.get("requires", []))),
    )


def titles_of(codes: list[str]) -> list[str]:
    """What released courses are called today. No statement for none."""
    return (
        [each.title for each in Edition.objects.filter(course__code__in=codes).latest_each()] if codes else []
    )
