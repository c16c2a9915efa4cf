"""content/rules/<body>.yaml: what a board or association asks for a renewal, as data with its source."""

import re
from decimal import Decimal

from courses.crediting import CarryOver, FirstCycle, Limit, RenewalRule
from courses.rulebooks import Body

from . import yaml_nodes
from .problems import Report
from .yaml_nodes import Fields

CONFIDENCE = ("confirmed", "secondary", "unverified")
HOURS = r"[0-9]{1,3}(\.[0-9]{1,2})?"
CODE = "[A-Z][A-Z0-9-]{1,11}"


def read_rules(file: str, text: str, report: Report) -> Body | None:
    """The body that a file describes, or None. Problems go into the report."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return None
    fields.schema("1")
    code, name = fields.pattern("body", CODE, "like TX or NCBTMB"), fields.text("name")
    report.define("body", code, fields.at("body"))
    unit = fields.text("unit", limit=40)
    place, check = fields.text("place", limit=60), fields.pattern("license_check", "https://.+", "an address")
    minutes = fields.number("minutes", 1, 240)
    licence = fields.mapping("license")
    rules = tuple(_rule(rule, name, unit, report) for rule in fields.mappings("rules"))
    fields.finish()
    if licence is None:
        return None
    shape, like = licence.text("shape", limit=80), licence.text("like", limit=40)
    if not _matches(shape, like):
        report.add(licence.at("like"), "E605", f"`{like}` is no number of the shape `{shape}`")
    sure = licence.choice("confidence", CONFIDENCE)
    licence.finish()
    return Body(code, name, place, check, unit, minutes, shape, like, sure, rules)  # type: ignore[arg-type]


def _rule(fields: Fields, body: str, unit: str, report: Report) -> RenewalRule:
    rule = RenewalRule(
        key=fields.word("key"),
        body=body,
        hours=_hours(fields, "hours"),
        months=fields.number("months", 1, 120),
        unit=unit,
        source=fields.text("source", limit=300),
        confidence=fields.choice("confidence", CONFIDENCE),  # type: ignore[arg-type]
        checked_on=fields.date("checked"),
        effective_from=fields.optional_date("effective_from"),
        effective_to=fields.optional_date("effective_to"),
        categories=_limits(fields, "categories", report),
        modes=_limits(fields, "modes", report),
        first_cycle=_first_cycle(fields),
        carry_over=_carry_over(fields),
        repeats=fields.choice("repeats", ("cycle", "ever"), default="cycle"),  # type: ignore[arg-type]
        single_activity=_hours(fields, "single_activity"),
        accepts=frozenset(word for word, _ in fields.words("accepts")),
        also_asked=tuple(word for word, _ in fields.words("also_asked")),
        notes=tuple(word for word, _ in fields.words("notes")),
    )
    report.define("rule", rule.key, fields.at("key"))
    _agree(rule, fields, report)
    fields.finish()
    return rule


def _agree(rule: RenewalRule, fields: Fields, report: Report) -> None:
    """What one field says of another."""
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        report.add(fields.at("effective_to"), "E601", "a rule ends after it begins")
    for name, limits in (("categories", rule.categories), ("modes", rule.modes)):
        spoken_of = [code for limit in limits for code in limit.of]
        if len(spoken_of) != len(set(spoken_of)):
            report.add(fields.at(name), "E602", f"each of the {name} stands in one limit only")
    if rule.hours is not None:
        least = sum((limit.minimum for limit in rule.categories), Decimal())
        if least > rule.hours:
            report.add(
                fields.at("categories"), "E603", f"the parts ask for {least}, the whole for {rule.hours}"
            )


def _limits(fields: Fields, name: str, report: Report) -> tuple[Limit, ...]:
    return tuple(_limit(limit, report) for limit in fields.mappings(name, required=False))


def _limit(fields: Fields, report: Report) -> Limit:
    limit = Limit(
        name=fields.text("name", limit=80),
        of=frozenset(word for word, _ in fields.words("of", required=True)),
        minimum=_hours(fields, "minimum") or Decimal(),
        maximum=_hours(fields, "maximum"),
        offered=fields.flag("offered", default=True),
    )
    if not limit.minimum and limit.maximum is None:
        report.add(fields.place, "E604", "a limit has a minimum or a maximum")
    if limit.maximum is not None and limit.maximum < limit.minimum:
        report.add(fields.place, "E604", "a limit's maximum is not below its minimum")
    fields.finish()
    return limit


def _first_cycle(fields: Fields) -> FirstCycle:
    part = fields.mapping("first_cycle", required=False)
    if part is None:
        return FirstCycle()
    asks = part.choice("asks", ("all", "nothing", "monthly"))
    monthly = _hours(part, "hours_a_month") or Decimal()
    part.finish()
    return FirstCycle(asks, monthly)  # type: ignore[arg-type]


def _carry_over(fields: Fields) -> CarryOver:
    part = fields.mapping("carry_over", required=False)
    if part is None:
        return CarryOver()
    carry = CarryOver(
        _hours(part, "maximum") or Decimal(), frozenset(word for word, _ in part.words("never"))
    )
    part.finish()
    return carry


def _matches(shape: str, like: str) -> bool:
    try:
        return re.fullmatch(shape, like) is not None
    except re.error:
        return False


def _hours(fields: Fields, name: str) -> Decimal | None:
    text = fields.pattern(name, HOURS, "a number of hours like 12 or 0.5", default="")
    return Decimal(text) if re.fullmatch(HOURS, text) else None
