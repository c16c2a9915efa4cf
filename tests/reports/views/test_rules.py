"""A registrar enters what a board asks from a day on. What was in force is kept as it was."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, Role
from courses import ruling
from courses.crediting import rule_for
from courses.cycles import ending_on
from courses.models import CreditBody, RenewalRuleRow
from courses.ruling import Outdated
from interchange import loading
from interchange.reading import read_content
from tests.courses.test_ruling import BODY, RULE
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db

CONTENT = Path("tests/interchange/valid")
RULE_OF_2026 = replace(RULE, effective_from=date(2026, 6, 1))


@pytest.fixture
def body():
    return ruling.put_body(BODY)


@pytest.fixture
def registrar(client):
    person = person_with(Role.REGISTRAR, name="Rita Registrar")
    client.force_login(person)
    return person


def form(**changes):
    return {
        "after": "xx-1", "effective_from": "2027-01-01", "changed": "16 hours instead of 12", "hours": "16",
        "months": "24", "source": "Sample rule 2", "source_url": "https://board.example/2027",
        "checked_on": "2026-11-20", "confidence": "confirmed",
    } | changes  # fmt: skip


def stored():
    (row,) = CreditBody.objects.with_rules()
    return row.as_body().rules


def enter(client, body, **changes):
    return client.post(f"/cms/registrar/rules/{body.pk}/new/", form(**changes))


def test_the_new_version_holds_from_its_day_and_the_old_one_until_then(client, registrar, body):
    assert enter(client, body).status_code == 302

    by_day = {day: rule_for(stored(), ending_on(day, 24)) for day in (date(2026, 12, 31), date(2027, 1, 1))}

    assert [(rule.key, rule.hours) for rule in by_day.values()] == [
        ("xx-1", Decimal(12)),
        ("xx-2", Decimal(16)),
    ]
    assert by_day[date(2027, 1, 1)].source == "Sample rule 2, https://board.example/2027"


def test_nothing_that_was_in_force_is_edited(client, registrar, body):
    (before,) = RenewalRuleRow.objects.values()

    enter(client, body)

    assert RenewalRuleRow.objects.filter(pk=before["id"]).values().get() == before
    rows = list(
        RenewalRuleRow.objects.order_by("pk").values_list("key", "revision", "effective_to", "changed")
    )
    assert rows == [
        ("xx-1", 1, None, ""),
        ("xx-1", 2, date(2026, 12, 31), "Another version follows."),
        ("xx-2", 1, None, "16 hours instead of 12"),
    ]


def test_who_entered_it_and_why_is_in_the_log(client, registrar, body):
    enter(client, body)

    event = AuditEvent.objects.filter(action="rule revised").latest("pk")
    assert (event.actor, event.reason) == (registrar, "16 hours instead of 12")
    page = client.get(f"/cms/registrar/rules/{body.pk}/").content.decode()
    assert "Rita Registrar" in page
    assert "16 hours instead of 12" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"after": "xx-9"}, "Somebody entered another version meanwhile."),
        ({"checked_on": "2099-01-01"}, "That day is still to come."),
        ({"effective_from": ""}, "This field is required."),
        ({"source_url": "the law"}, "Enter a valid URL."),
        ({"confidence": "sure"}, "Select a valid choice."),
        (
            {"categories-more": "ethics", "categories-more-minimum": "20"},
            "The subjects ask for 20 hours, the whole for 16.",
        ),
        ({"modes-more": "home-study"}, "Say the least or the most."),
        (
            {"modes-more": "live", "modes-more-minimum": "4", "modes-more-maximum": "2"},
            "The most is less than the least.",
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_entered(client, registrar, body, changes, says):
    page = enter(client, body, **changes)

    assert says in page.content.decode()
    assert RenewalRuleRow.objects.count() == 1


def test_no_version_begins_before_the_one_that_it_follows(client, registrar, body):
    enter(client, body)

    page = enter(client, body, after="xx-2", effective_from="2027-01-01")

    assert "has been in force since Jan 1, 2027" in page.content.decode()
    assert RenewalRuleRow.objects.current().count() == 2
    with pytest.raises(Outdated):
        ruling.enter_version(body, RULE_OF_2026, after="xx-2", changed="x", by=registrar)


def test_limits_are_taken_over_changed_added_and_dropped(client, registrar, body):
    enter(client, body, **{"categories-more": "ethics", "categories-more-minimum": "2"})
    latest = ruling.latest_of(body)
    assert [(limit.of, limit.minimum) for limit in latest.categories] == [(frozenset({"ethics"}), Decimal(2))]

    enter(client, body, after="xx-2", effective_from="2028-01-01", **{
        "categories-0-minimum": "3", "modes-more": "home-study", "modes-more-maximum": "6",
    })  # fmt: skip
    latest = ruling.latest_of(body)
    assert (latest.categories[0].minimum, latest.modes[0].maximum) == (3, 6)

    enter(client, body, after="xx-3", effective_from="2029-01-01")
    latest = ruling.latest_of(body)
    assert (latest.key, latest.categories, latest.modes) == ("xx-4", (), ())


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.EMPLOYER])
def test_nobody_else_enters_one(client, body, role):
    person = person_with(role)
    client.force_login(person)

    assert enter(client, body).status_code in (302, 403)
    with pytest.raises(PermissionDenied):
        ruling.enter_version(body, RULE_OF_2026, after="xx-1", changed="x", by=person)
    assert RenewalRuleRow.objects.count() == 1


def test_the_list_costs_the_same(client, registrar):
    counts = []
    for number in range(3):
        ruling.put_body(replace(BODY, code=f"X{number}", rules=(replace(RULE, key=f"r-{number}"),)))
        client.get("/cms/registrar/rules/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/cms/registrar/rules/").content.decode()
        counts.append(len(queries))
        assert page.count("12 hours in 24 months") == number + 1

    assert len(set(counts)) == 1


@pytest.fixture
def content(tmp_path):
    """Files of one board, as they were loaded."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sample.yaml").write_text((CONTENT / "rules" / "sample.yaml").read_text())
    loading.apply(read_content(tmp_path)[0], "content")
    return tmp_path


def test_loading_never_overwrites_what_a_registrar_entered(client, registrar, content):
    body = CreditBody.objects.get()
    enter(client, body)
    entered = stored()

    kept = loading.apply(read_content(content)[0], "content")
    path = content / "rules" / "sample.yaml"
    path.write_text(path.read_text().replace("hours: 12", "hours: 14"))
    conflict = loading.apply(read_content(content)[0], "content")

    assert [str(each) for each in kept.changes] == ["kept body XX: edited in the CMS since it was loaded"]
    assert [str(each) for each in conflict.conflicts] == [
        "conflict body XX: its file changed, and it was edited in the CMS since it was loaded"
    ]
    assert stored() == entered
    with pytest.raises(CommandError, match="Conflicts were left as they are"):
        call_command("load_content", apply=True, path=content)


def test_a_version_that_begins_later_is_not_what_is_asked_today(client, registrar, body):
    tomorrow = timezone.localdate() + timedelta(days=1)

    enter(client, body, effective_from=tomorrow.isoformat())

    assert "12 hours in 24 months" in client.get("/cms/registrar/rules/").content.decode()
