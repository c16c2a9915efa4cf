"""Does this count, what is still owed, and why. Pure: a renewal rule is data, this decides and explains by it.

Hours are those that the certificate states, in the unit of the body that approved them. A rule never grants:
it says what a board has published, with its source and how sure we are of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from .apportioning import Ceilings, Piece, apportion
from .cycles import Cycle, whole_months

type Confidence = Literal["confirmed", "secondary", "unverified"]

NOTHING = Decimal()


@dataclass(frozen=True, slots=True)
class Limit:
    """Hours of one category, or of one mode, that a cycle must have at least and may have at most.

    `of` are the categories or modes it speaks of; `name` is how people say it ("ethics", "home study").
    `offered` is False for what our catalogue does not hold: the page says so.
    """

    name: str
    of: frozenset[str]
    minimum: Decimal = NOTHING
    maximum: Decimal | None = None
    offered: bool = True


@dataclass(frozen=True, slots=True)
class FirstCycle:
    """What the first cycle of a new licence asks: all of it, nothing, or so many hours a month licensed."""

    asks: Literal["all", "nothing", "monthly"] = "all"
    hours_a_month: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class CarryOver:
    """The most of a surplus that the next cycle may use, and the categories that never carry."""

    maximum: Decimal = NOTHING
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """What a body asks for a renewal, valid for cycles that end between two dates. See content/rules/.

    `hours` None: the body asks for no number of hours. `accepts` empty: which approvals count is not known. `repeats`: "cycle" counts a course once a cycle,
    "ever" once in a lifetime. `single_activity`: the most that any one activity may bring.
    """

    key: str
    body: str
    hours: Decimal | None
    months: int
    unit: str
    source: str
    confidence: Confidence
    checked_on: date
    effective_from: date | None = None
    effective_to: date | None = None
    categories: tuple[Limit, ...] = ()
    modes: tuple[Limit, ...] = ()
    first_cycle: FirstCycle = FirstCycle()
    carry_over: CarryOver = CarryOver()
    repeats: Literal["cycle", "ever"] = "cycle"
    single_activity: Decimal | None = None
    accepts: frozenset[str] = frozenset()
    also_asked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def holds_for(self, cycle: Cycle) -> bool:
        """A cycle is judged by the rule in force on its last day."""
        return (self.effective_from is None or self.effective_from <= cycle.last) and (
            self.effective_to is None or cycle.last <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Credit:
    """Hours that a person earned on a day. `course` is the same for equivalent courses.

    `accreditors` are those whose approval was valid on that day; empty for hours that nobody approved.
    """

    key: object
    course: str
    earned_on: date
    mode: str
    hours_by_category: tuple[tuple[str, Decimal], ...]
    accreditors: frozenset[str] = frozenset()

    @property
    def hours(self) -> Decimal:
        return sum((hours for _, hours in self.hours_by_category), NOTHING)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of a credit's hours count, and why not all of them. `reason` is empty when all do."""

    credit: Credit
    hours: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """What a limit still lacks."""

    name: str
    hours: Decimal
    offered: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a licence stands in a cycle. `needed` and `owed` are None where no hours are asked.

    `owed` is the least number of further hours that can satisfy the rule. `surplus` may carry over, up to
    what the rule allows. `explanations` name the rule and its source.
    """

    rule: RenewalRule
    cycle: Cycle
    needed: Decimal | None
    done: Decimal
    owed: Decimal | None
    lacking: tuple[Owed, ...]
    counted: tuple[Counted, ...]
    carried_in: Decimal
    surplus: Decimal
    explanations: tuple[str, ...] = field(default=())

    @property
    def is_met(self) -> bool:
        """The hours that we know of suffice. `also_asked` may still be open: a board decides, never we."""
        return not self.owed


def rule_for(rules: Iterable[RenewalRule], cycle: Cycle) -> RenewalRule | None:
    """The rule by which a cycle is judged: of those in force on its last day, the latest."""
    found = [rule for rule in rules if rule.holds_for(cycle)]
    return max(found, key=lambda rule: rule.effective_from or date.min, default=None)


def needed(rule: RenewalRule, cycle: Cycle, licensed_on: date | None = None) -> Decimal | None:
    """The hours that a cycle asks. A licence first issued inside the cycle may owe less."""
    if rule.hours is None or licensed_on is None or not cycle.contains(licensed_on):
        return rule.hours
    if rule.first_cycle.asks == "nothing":
        return NOTHING
    if rule.first_cycle.asks == "monthly":
        monthly = rule.first_cycle.hours_a_month * whole_months(licensed_on, cycle.last)
        return min(rule.hours, monthly)
    return rule.hours


def standing(
    rule: RenewalRule,
    cycle: Cycle,
    credits: Iterable[Credit],
    *,
    licensed_on: date | None = None,
    carried_in: Sequence[tuple[str, Decimal]] = (),
    used_before: frozenset[str] = frozenset(),
) -> Standing:
    """Where a licence stands: what counts, what is owed, and why.

    `carried_in` are hours by category from the cycle before, as `carry` gives them. `used_before` are the
    courses that earlier cycles counted, for rules that count a course once ever.
    """
    ordered = sorted(credits, key=lambda credit: (credit.earned_on, str(credit.key)))
    refused = _refusals(rule, cycle, ordered, used_before)
    pieces = [
        Piece(
            (credit.key, number),
            credit.key,
            mode_name(rule, credit.mode),
            category_name(rule, category),
            hours,
        )
        for credit in ordered
        if credit.key not in refused
        for number, (category, hours) in enumerate(credit.hours_by_category)
    ]
    wanted = needed(rule, cycle, licensed_on)
    minima = _minima(rule, wanted)
    apportioned = apportion(pieces, _ceilings(rule), minima)
    by_category = _sum(
        ((piece.category, apportioned[piece.key]) for piece in pieces), _carried(rule, carried_in)
    )
    by_mode = _sum((piece.mode, apportioned[piece.key]) for piece in pieces)
    counted = tuple(_counted(rule, credit, refused, apportioned) for credit in ordered)
    done = sum(by_category.values(), NOTHING)
    lacking = _lacking(rule, wanted, by_category, by_mode)
    owed = None if wanted is None else _owed(rule, wanted, done, lacking)
    return Standing(
        rule=rule,
        cycle=cycle,
        needed=wanted,
        done=done,
        owed=owed,
        lacking=lacking,
        counted=counted,
        carried_in=sum((hours for _, hours in carried_in), NOTHING),
        surplus=max(done - wanted, NOTHING) if wanted is not None else NOTHING,
        explanations=tuple(_explain(rule, cycle, wanted, licensed_on)),
    )


def carry(standing_before: Standing) -> list[tuple[str, Decimal]]:
    """What the next cycle may use of a surplus, by category, never more than the rule carries."""
    rule = standing_before.rule
    left = min(standing_before.surplus, rule.carry_over.maximum)
    carried: list[tuple[str, Decimal]] = []
    # The latest hours are the surplus: the earlier ones were needed first.
    for counted in reversed(standing_before.counted):
        categories = [category for category, _ in counted.credit.hours_by_category]
        if left <= 0 or rule.carry_over.never & set(categories):
            continue
        hours = min(counted.hours, left)
        if hours:
            carried.append((categories[0], hours))
            left -= hours
    return carried


def category_name(rule: RenewalRule, category: str) -> str:
    return next((limit.name for limit in rule.categories if category in limit.of), category)


def mode_name(rule: RenewalRule, mode: str) -> str:
    return next((limit.name for limit in rule.modes if mode in limit.of), mode)


def _refusals(
    rule: RenewalRule, cycle: Cycle, ordered: Sequence[Credit], used_before: frozenset[str]
) -> dict[object, str]:
    """Why each credit that does not count at all doesn't."""
    refused: dict[object, str] = {}
    seen: set[str] = set()
    for credit in ordered:
        if reason := _refusal(rule, cycle, credit, seen, used_before):
            refused[credit.key] = reason
        else:
            seen.add(credit.course)
    return refused


def _refusal(
    rule: RenewalRule, cycle: Cycle, credit: Credit, seen: set[str], used_before: frozenset[str]
) -> str:
    if not cycle.contains(credit.earned_on):
        when = "before this cycle began" if credit.earned_on < cycle.first else "after this cycle ended"
        return f"earned {when}"
    if credit.course in seen:
        return "the same course, or one declared equivalent, already counts in this cycle"
    if rule.repeats == "ever" and credit.course in used_before:
        return "the same course counted in an earlier cycle, and this body counts it once"
    if rule.accepts and not rule.accepts & credit.accreditors:
        names = " or ".join(sorted(rule.accepts))
        return f"no approval that this body names ({names}) was valid on the day"
    return ""


def _ceilings(rule: RenewalRule) -> Ceilings:
    return Ceilings(
        modes={limit.name: limit.maximum for limit in rule.modes if limit.maximum is not None},
        categories={limit.name: limit.maximum for limit in rule.categories if limit.maximum is not None},
        activity=rule.single_activity,
    )


def _minima(rule: RenewalRule, wanted: Decimal | None) -> dict[str, Decimal]:
    """What each category must have. A cycle that owes nothing demands no category either."""
    if wanted is not None and wanted <= 0:
        return {}
    return {limit.name: limit.minimum for limit in rule.categories if limit.minimum}


def _carried(rule: RenewalRule, carried_in: Sequence[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    return [(category_name(rule, category), hours) for category, hours in carried_in]


def _sum(*sources: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for source in sources:
        for name, hours in source:
            totals[name] = totals.get(name, NOTHING) + hours
    return totals


def _lacking(
    rule: RenewalRule, wanted: Decimal | None, by_category: dict[str, Decimal], by_mode: dict[str, Decimal]
) -> tuple[Owed, ...]:
    minima = _minima(rule, wanted)
    lacking = [
        Owed(limit.name, minima[limit.name] - by_category.get(limit.name, NOTHING), limit.offered)
        for limit in rule.categories
        if limit.name in minima
    ]
    lacking += [
        Owed(limit.name, limit.minimum - by_mode.get(limit.name, NOTHING), limit.offered)
        for limit in rule.modes
        if limit.minimum and wanted != NOTHING
    ]
    return tuple(owed for owed in lacking if owed.hours > 0)


def _owed(rule: RenewalRule, wanted: Decimal, done: Decimal, lacking: Sequence[Owed]) -> Decimal:
    """The least that can satisfy all: categories exclude each other, a mode may be any category's."""
    if wanted <= 0:
        return NOTHING
    modes = {limit.name for limit in rule.modes}
    of_categories = sum((owed.hours for owed in lacking if owed.name not in modes), NOTHING)
    of_modes = sum((owed.hours for owed in lacking if owed.name in modes), NOTHING)
    return max(wanted - done, of_categories, of_modes, NOTHING)


def _counted(
    rule: RenewalRule, credit: Credit, refused: dict[object, str], apportioned: dict[object, Decimal]
) -> Counted:
    if credit.key in refused:
        return Counted(credit, NOTHING, refused[credit.key])
    hours = sum(
        (apportioned[(credit.key, number)] for number, _ in enumerate(credit.hours_by_category)), NOTHING
    )
    return Counted(credit, hours, "" if hours == credit.hours else _why_less(rule, credit))


def _why_less(rule: RenewalRule, credit: Credit) -> str:
    """The limits that stand over a credit of which less than all counts."""
    said = [
        f"at most {_hours(limit.maximum)} of {limit.name} count"
        for limit in (*rule.categories, *rule.modes)
        if limit.maximum is not None
        and (limit.of & {credit.mode} or limit.of & {category for category, _ in credit.hours_by_category})
    ]
    if rule.single_activity is not None and credit.hours > rule.single_activity:
        said.append(f"at most {_hours(rule.single_activity)} of any one activity count")
    return "; ".join(said)


def _explain(
    rule: RenewalRule, cycle: Cycle, wanted: Decimal | None, licensed_on: date | None
) -> Iterable[str]:
    if wanted is None:
        yield f"{rule.body} asks for no number of hours. Source: {rule.source}."
    elif rule.hours is not None and wanted < rule.hours:
        yield (
            f"In the first cycle of a license {rule.body} asks for {_hours(wanted)} instead of "
            f"{_hours(rule.hours)}. Source: {rule.source}."
        )
    else:
        yield f"{rule.body} asks for {_hours(wanted)} in {rule.months} months. Source: {rule.source}."
    for limit in (*rule.categories, *rule.modes):
        if limit.minimum:
            yield f"At least {_hours(limit.minimum)} of {limit.name}. Source: {rule.source}."
        if limit.maximum is not None:
            yield f"At most {_hours(limit.maximum)} of {limit.name}. Source: {rule.source}."
    if wanted and not rule.accepts:
        yield f"Which approvals {rule.body} accepts is not in our data. Ask it before you rely on these hours."
    yield from rule.notes
    if rule.confidence != "confirmed":
        yield "We have not confirmed this rule with the board. Check it there before you rely on it."


def _hours(hours: Decimal) -> str:
    number = f"{hours.normalize():f}"
    return f"{number} hour" if number == "1" else f"{number} hours"
