"""Keeping renewal rules. Each change is a new revision; what was decided by an old one can be read again."""

from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts.auditing import audit
from accounts.models import User

from . import rulebooks
from .crediting import RenewalRule
from .models import CreditBody, RenewalRuleRow
from .policy import can
from .rulebooks import Body


class Outdated(ValueError):
    """Somebody entered another version meanwhile, or one that begins later stands already."""


DESCRIBED = ("name", "place", "license_check", "unit", "minutes", "shape", "like", "shape_confidence")


@transaction.atomic
def put_body(body: Body) -> CreditBody:
    """Make a body and its current rules say what `body` says. A rule that it names no more is withdrawn."""
    described = {name: getattr(body, name) for name in DESCRIBED}
    row, _ = CreditBody.objects.update_or_create(code=body.code, defaults=described)
    standing = {rule.key: rule for rule in RenewalRuleRow.objects.current().filter(body=row)}
    for rule in body.rules:
        before = standing.pop(rule.key, None)
        if before is None or before.terms != rulebooks.as_json(rule):
            revise(row, rule, by=None)
    for gone in standing.values():
        _append(row, gone.key, gone.terms, by=None, withdrawn=True)
    return row


@transaction.atomic
def withdraw_body(code: str) -> CreditBody:
    """Say that none of a body's rules hold. The body stays, since licences may name it."""
    row = CreditBody.objects.get(code=code)
    for rule in RenewalRuleRow.objects.current().filter(body=row):
        _append(row, rule.key, rule.terms, by=None, withdrawn=True)
    return row


@transaction.atomic
def revise(body: CreditBody, rule: RenewalRule, *, by: User | None, changed: str = "") -> RenewalRuleRow:
    """Append a revision of a rule, or its first. None: the system, for what is loaded."""
    return _append(body, rule.key, rulebooks.as_json(rule), by=by, withdrawn=False, changed=changed)


@transaction.atomic
def enter_version(
    body: CreditBody, rule: RenewalRule, *, after: str, changed: str, by: User
) -> RenewalRuleRow:
    """What a body asks from `rule.effective_from` on. What was in force until then goes on holding until the day before.

    `after` is the key of the version that whoever enters it has read ("" for none); `rule.key` is given here.
    Raises PermissionDenied, and Outdated.
    """
    if not can(by, "enter rules", body):
        raise PermissionDenied("Only registrars enter renewal rules.")
    # The body's row is the queue: of two registrars who read the same version, the second is told.
    CreditBody.objects.select_for_update().get(pk=body.pk)
    latest = latest_of(body)
    if (latest.key if latest else "") != after:
        raise Outdated("Somebody entered another version meanwhile. Read it first; nothing was saved.")
    if (
        latest
        and rule.effective_from
        and latest.effective_from
        and rule.effective_from <= latest.effective_from
    ):
        raise Outdated("A new version begins after the one before it.")
    if latest and rule.effective_from:
        end_before(body, latest, rule.effective_from, by=by)
    return revise(body, replace(rule, key=free_key(body)), by=by, changed=changed)


def latest_of(body: CreditBody) -> RenewalRule | None:
    """The version that begins last, in force already or not."""
    rules = [rulebooks.from_json(row.terms) for row in RenewalRuleRow.objects.current().filter(body=body)]
    return max(rules, key=lambda rule: (rule.effective_from or date.min, rule.key), default=None)


def end_before(body: CreditBody, rule: RenewalRule, day: date, *, by: User) -> None:
    """Let a version end the day before another begins. Of what it asks nothing changes."""
    last = day - timedelta(days=1)
    if rule.effective_to is None or rule.effective_to > last:
        revise(body, replace(rule, effective_to=last), by=by, changed="Another version follows.")


def free_key(body: CreditBody) -> str:
    """Keys are never used again, withdrawn or not."""
    taken = set(RenewalRuleRow.objects.values_list("key", flat=True))
    number = 1
    while (key := f"{body.code.lower()}-{number}") in taken:
        number += 1
    return key


def _append(
    body: CreditBody, key: str, terms: dict, *, by: User | None, withdrawn: bool, changed: str = ""
) -> RenewalRuleRow:
    # The body's row is the queue: two registrars get two numbers.
    CreditBody.objects.select_for_update().get(pk=body.pk)
    last = RenewalRuleRow.objects.filter(key=key).aggregate(last=Max("revision"))["last"] or 0
    row = RenewalRuleRow.objects.create(
        body=body,
        key=key,
        revision=last + 1,
        effective_from=terms["effective_from"],
        effective_to=terms["effective_to"],
        confidence=terms["confidence"],
        terms=terms,
        withdrawn=withdrawn,
        changed=changed,
        entered_by=by,
    )
    did = "rule withdrawn" if withdrawn else "rule revised"
    audit(by, did, row, reason=changed, key=key, revision=row.revision)
    return row
