"""Keeping renewal rules. Each change is a new revision; what was decided by an old one can be read again."""

from django.db import transaction
from django.db.models import Max

from accounts.auditing import audit
from accounts.models import User

from . import rulebooks
from .crediting import RenewalRule
from .models import CreditBody, RenewalRuleRow
from .rulebooks import Body

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
def revise(body: CreditBody, rule: RenewalRule, *, by: User | None) -> RenewalRuleRow:
    """Append a revision of a rule, or its first. None: the system, for what is loaded."""
    return _append(body, rule.key, rulebooks.as_json(rule), by=by, withdrawn=False)


def _append(body: CreditBody, key: str, terms: dict, *, by: User | None, withdrawn: bool) -> RenewalRuleRow:
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
        entered_by=by,
    )
    audit(by, "rule withdrawn" if withdrawn else "rule revised", row, key=key, revision=row.revision)
    return row
