"""Where each licence of a person stands, what is owed by when, and which of our courses would count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import LicenceCycle, ProfessionalLicence, User
from courses import crediting
from courses.crediting import Counted, Credit, RenewalRule, Standing
from courses.cycles import Cycle
from courses.hours import in_words
from courses.models import CreditBody, Edition
from courses.rulebooks import Body

from .earning import GENERAL, Earned, approvals_of, earned_by, valid_on


@dataclass(frozen=True, slots=True)
class Line:
    """Something earned, and how much of it counts here."""

    earned: Earned
    hours: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One of our courses: what it would bring here today, or why nothing."""

    edition: Edition
    hours: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the timeline, in thousandths of the cycle."""

    at: int
    label: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The cycle as a line. `today` is None outside it."""

    marks: tuple[Mark, ...]
    today: int | None


@dataclass(frozen=True, slots=True)
class Renewal:
    """One licence. `standing` is None without a cycle or a rule; `sentence` says the whole in one line."""

    licence: ProfessionalLicence
    sentence: str
    body: Body | None = None
    cycle: LicenceCycle | None = None
    rule: RenewalRule | None = None
    standing: Standing | None = None
    lines: tuple[Line, ...] = ()
    offers: tuple[Offer, ...] = ()
    timeline: Timeline | None = None
    number_looks_right: bool = True
    explanations: tuple[str, ...] = field(default=())


def renewals(person: User, today: date) -> list[Renewal]:
    """Every licence of a person. The same few statements for one licence and for many, one credit or hundreds."""
    licences = list(ProfessionalLicence.objects.visible_to(person).prefetch_related("cycles"))
    if not licences:
        return []
    bodies = {row.code: row.as_body() for row in CreditBody.objects.with_rules()}
    earned = earned_by(person)
    editions = list(Edition.objects.latest_each().select_related("course").defer("manifest", "salt"))
    approved = approvals_of(editions)
    today_of = {
        edition.pk: valid_on(approved.get((edition.course_id, edition.major), []), today)
        for edition in editions
    }
    offered = [_offered(edition, today, today_of[edition.pk]) for edition in editions]
    return [
        renewal_of(
            licence,
            bodies.get(licence.jurisdiction),
            earned,
            list(zip(editions, offered, strict=True)),
            today,
        )
        for licence in licences
    ]


def _offered(edition: Edition, today: date, approvals: tuple) -> Earned:
    return Earned(
        key=f"edition-{edition.pk}",
        title=edition.title,
        course=edition.course.code,
        earned_on=today,
        mode=edition.mode,
        hours=edition.hours,
        category=GENERAL,
        approvals=approvals,
    )


def renewal_of(
    licence: ProfessionalLicence,
    body: Body | None,
    earned: Sequence[Earned],
    offered: Sequence[tuple[Edition, Earned]],
    today: date,
) -> Renewal:
    """Where one licence stands, from what is in memory already."""
    cycle = current_cycle(licence.cycles.all(), today)
    if body is None or not body.rules:
        sentence = f"{licence.state}: we hold no renewal rule. Ask your board what it asks for."
        return Renewal(licence, sentence, body, cycle)
    looks_right = body.recognises(licence.number)
    if cycle is None:
        sentence = f"{licence.state}: tell us when you renew, and we'll count your hours."
        return Renewal(licence, sentence, body, number_looks_right=looks_right)
    span = Cycle(cycle.first, cycle.last)
    rule = crediting.rule_for(body.rules, span)
    if rule is None:
        sentence = (
            f"{licence.state}: we hold no rule for a cycle that ends on {_day(cycle.last)}. Ask your board."
        )
        return Renewal(licence, sentence, body, cycle, number_looks_right=looks_right)
    standing = judge(licence, rule, body, span, earned)
    by_key = {each.key: each for each in earned}
    return Renewal(
        licence=licence,
        sentence=sentence_of(licence.state, standing, today),
        body=body,
        cycle=cycle,
        rule=rule,
        standing=standing,
        lines=tuple(
            Line(by_key[str(c.credit.key)], c.hours, c.reason)
            for c in standing.counted
            if span.contains(c.credit.earned_on)
        ),
        offers=tuple(_offer(licence, rule, body, span, earned, standing, *each) for each in offered),
        timeline=timeline(span, standing.counted, by_key, today),
        number_looks_right=looks_right,
        explanations=standing.explanations,
    )


def judge(
    licence: ProfessionalLicence, rule: RenewalRule, body: Body, span: Cycle, earned: Sequence[Earned]
) -> Standing:
    """The standing of one cycle, with what the cycle before carries into it."""
    credits = [each.credit(rule.accepts) for each in earned]
    before = max(
        (each for each in licence.cycles.all() if each.last < span.first), key=lambda c: c.last, default=None
    )
    carried: list[tuple[str, Decimal]] = []
    if (
        before
        and rule.carry_over.maximum
        and (earlier := crediting.rule_for(body.rules, Cycle(before.first, before.last)))
    ):
        past = [each.credit(earlier.accepts) for each in earned]
        carried = crediting.carry(
            crediting.standing(earlier, Cycle(before.first, before.last), past, licensed_on=licence.issued_on)
        )
    return crediting.standing(
        rule,
        span,
        credits,
        licensed_on=licence.issued_on,
        carried_in=carried,
        used_before=used_in_cycles(licence, span, credits),
    )


def used_in_cycles(licence: ProfessionalLicence, span: Cycle, credits: Sequence[Credit]) -> frozenset[str]:
    """The courses that fell into an earlier cycle of this licence."""
    earlier = [Cycle(each.first, each.last) for each in licence.cycles.all() if each.last < span.first]
    return frozenset(
        credit.course for credit in credits if any(cycle.contains(credit.earned_on) for cycle in earlier)
    )


def current_cycle(cycles: Iterable[LicenceCycle], today: date) -> LicenceCycle | None:
    """The cycle that a person is in, else the next to begin, else the last that ended."""
    ordered = sorted(cycles, key=lambda cycle: cycle.last)
    running = next((cycle for cycle in ordered if cycle.last >= today), None)
    return running or (ordered[-1] if ordered else None)


def sentence_of(place: str, standing: Standing, today: date) -> str:
    """The one line that a person came for."""
    by = _day(standing.cycle.last)
    if standing.needed is None:
        return f"{place}: no number of hours is asked for by {by}."
    if not standing.needed:
        return f"{place}: no hours are asked for by {by}."
    done = f"{in_words(min(standing.done, standing.needed))} of {in_words(standing.needed)} hours done"
    if standing.cycle.last < today:
        left = f"{in_words(standing.owed or Decimal())} were missing when the cycle ended on {by}"
        return (
            f"{place}: {done}, and {left}." if standing.owed else f"{place}: {done}. The cycle ended on {by}."
        )
    if not standing.owed:
        return f"{place}: {done}. No more hours that we know of by {by}."
    return f"{place}: {done}, {in_words(standing.owed)} to go by {by}."


def _offer(
    licence: ProfessionalLicence,
    rule: RenewalRule,
    body: Body,
    span: Cycle,
    earned: Sequence[Earned],
    before: Standing,
    edition: Edition,
    would: Earned,
) -> Offer:
    """What a course would bring if it were completed today: the difference that it makes."""
    after = judge(licence, rule, body, span, [*earned, would])
    brought = next(counted for counted in after.counted if counted.credit.key == would.key)
    gained = after.done - before.done
    if not gained:
        reason = brought.reason.replace("was valid on the day", "is valid today")
        return Offer(edition, Decimal(), reason or "what it teaches has reached this body's limit")
    return Offer(edition, gained, brought.reason)


def timeline(span: Cycle, counted: Sequence[Counted], by_key: dict[str, Earned], today: date) -> Timeline:
    """The credits of a cycle along its days."""
    marks = tuple(
        Mark(
            _along(span, each.credit.earned_on),
            f"{by_key[str(each.credit.key)].title}, {_day(each.credit.earned_on)}",
            bool(each.hours),
        )
        for each in counted
        if span.contains(each.credit.earned_on)
    )
    return Timeline(marks, _along(span, today) if span.contains(today) else None)


def _along(span: Cycle, day: date) -> int:
    days = (span.last - span.first + timedelta(days=1)).days
    return round(1000 * ((day - span.first).days + 0.5) / days)


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
