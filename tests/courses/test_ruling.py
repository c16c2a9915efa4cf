from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEvent
from courses import ruling
from courses.crediting import RenewalRule
from courses.models import CreditBody, RenewalRuleRow
from courses.rulebooks import Body

pytestmark = pytest.mark.django_db

RULE = RenewalRule(
    key="xx-1",
    body="Sample Board",
    hours=Decimal(12),
    months=24,
    unit="hour",
    source="Sample rule 1",
    confidence="confirmed",
    checked_on=date(2026, 11, 20),
)
BODY = Body(
    "XX",
    "Sample Board",
    "Sampleland",
    "https://board.example/",
    "hour",
    50,
    "[0-9]{4}",
    "1234",
    "unverified",
    (RULE,),
)


def test_a_body_comes_back_as_it_was_put():
    ruling.put_body(BODY)

    assert [row.as_body() for row in CreditBody.objects.with_rules()] == [BODY]


def test_a_changed_rule_is_a_new_revision_and_the_old_one_stays():
    ruling.put_body(BODY)
    ruling.put_body(replace(BODY, rules=(replace(RULE, hours=Decimal(16)),)))

    assert [row.terms["hours"] for row in RenewalRuleRow.objects.all()] == ["12", "16"]
    assert RenewalRuleRow.objects.current().get().revision == 2


def test_putting_the_same_again_appends_nothing():
    ruling.put_body(BODY)
    ruling.put_body(BODY)

    assert RenewalRuleRow.objects.count() == 1
    assert AuditEvent.objects.filter(action="rule revised").count() == 1


def test_a_rule_that_is_named_no_more_is_withdrawn_and_kept():
    ruling.put_body(BODY)
    ruling.put_body(replace(BODY, rules=()))

    assert list(RenewalRuleRow.objects.current()) == []
    assert [row.withdrawn for row in RenewalRuleRow.objects.all()] == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_bodies_are_fetched_in_two_statements(count, django_assert_num_queries):
    for number in range(count):
        rule = replace(RULE, key=f"rule-{number}")
        ruling.put_body(replace(BODY, code=f"X{number}", rules=(rule,)))

    with django_assert_num_queries(2):
        assert len([row.as_body() for row in CreditBody.objects.with_rules()]) == count


def test_a_rule_that_ends_before_it_begins_is_refused_by_the_database():
    body = ruling.put_body(BODY)
    with pytest.raises(IntegrityError, match="a_renewal_rule_ends_after_it_begins"), transaction.atomic():
        ruling.revise(
            body, replace(RULE, effective_from=date(2026, 1, 1), effective_to=date(2025, 1, 1)), by=None
        )
