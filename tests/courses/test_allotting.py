"""From the methods side by side to the hours that an edition grants, and who said so."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role
from courses.allotting import TooManyHours, set_hours
from courses.hours import Workload
from courses.models import HoursDecision
from courses.releasing import NotReady, problems, release
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory
from tests.factories.released import course_pages

from .test_releasing import rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    pages = course_pages()
    rewrite(pages.lessons[1], "word " * 12_000)
    return pages


@pytest.fixture
def registrar():
    return person_with(Role.REGISTRAR)


def workload(pages):
    return sum((step.workload() for step in pages.course.steps()), Workload())


def decide(pages, by, **fields):
    values = {"method": "ncbtmb", "hours": Decimal(1), "reason": "As NCBTMB counts."}
    return set_hours(pages.course.course, workload(pages), by=by, **(values | fields))


def test_without_a_decision_the_word_count_counts_and_says_that_nobody_set_it(pages):
    edition = release(pages.course, by=None)

    credit = edition.manifest["credit"]
    assert (edition.hours, credit["method"], credit["set_by"]) == (Decimal(1), "ncbtmb", "")
    assert credit["words"] == edition.words


def test_an_edition_keeps_the_figure_who_set_it_and_why(pages, registrar):
    decide(pages, registrar, hours=Decimal("0.5"), reason="The board counts half of it.")

    edition = release(pages.course, by=None)

    credit = edition.manifest["credit"]
    assert (edition.hours, credit["hours"]) == (Decimal("0.5"), "0.5")
    assert (credit["set_by"], credit["reason"]) == (registrar.name, "The board counts half of it.")
    assert credit["set_on"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"hours": Decimal("1.5")}, "NCBTMB gives 1, so you can't set 1.5."),
        ({"method": "mergener"}, "Mergener needs a number that isn't there yet."),
        ({"method": "pilot"}, "Pilot times needs a number that isn't there yet."),
        (
            {"method": "pilot", "pilot_minutes": [50, 50, 50]},
            "Pilot times gives 0.5, so you can't set 1.",
        ),
    ],
)
def test_more_than_the_method_gives_is_refused(pages, registrar, fields, message):
    with pytest.raises(TooManyHours, match=message):
        decide(pages, registrar, **fields)
    assert HoursDecision.objects.count() == 0


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_who_writes_the_course_does_not_set_its_hours(pages, role):
    with pytest.raises(PermissionDenied):
        decide(pages, person_with(role))


def test_a_decision_about_another_text_is_out_of_date(pages, registrar):
    decide(pages, registrar)
    rewrite(pages.lessons[1], "word " * 14_000)

    assert problems(pages.course) == [
        "The hours were set for 12,016 words, and the course now has 14,016. Set them again."
    ]


def test_a_decision_that_the_text_no_longer_carries_is_out_of_date(pages, registrar):
    decide(pages, registrar)
    rewrite(pages.lessons[1], "word " * 11_900)

    assert problems(pages.course) == ["The hours were set to 1, and NCBTMB now gives 0.5. Set them again."]


def test_hours_beyond_the_approval_are_not_released(pages):
    first = release(pages.course, by=None)
    ApprovalFactory(edition=first, hours=Decimal(1), accreditor="NCBTMB")
    rewrite(pages.lessons[1], "word " * 18_000)

    with pytest.raises(NotReady) as refusal:
        release(pages.course, by=None)

    assert refusal.value.problems == [
        "NCBTMB approved 1 CE, and this edition would grant 1.5. Set the hours to what was approved, or have"
        " more approved first."
    ]


def test_setting_them_down_to_the_approval_lets_the_release_through(pages, registrar):
    first = release(pages.course, by=None)
    ApprovalFactory(edition=first, hours=Decimal(1))
    rewrite(pages.lessons[1], "word " * 18_000)
    decide(pages, registrar)

    assert release(pages.course, by=None).hours == 1


def test_the_page_shows_the_methods_and_keeps_what_is_set(client, pages, registrar):
    client.force_login(registrar)
    address = f"/cms/hours/{pages.course.pk}/"
    shown = client.get(address).content.decode()
    assert "12,016 words / 12,000" in shown
    assert "Not known yet" in shown

    form = {"method": "mergener", "hours": "1", "difficulty": "4", "reason": "As the boards take it."}
    client.post(address, form)

    decision = HoursDecision.objects.get()
    assert (decision.method, decision.hours, decision.difficulty) == ("mergener", 1, 4)
    assert decision.set_by == registrar
    assert "As the boards take it." in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("hours", "3", "NCBTMB gives 1, so you can&#x27;t set 3."),
        ("pilot_minutes", "60, soon", "Write minutes with commas between them"),
        ("pilot_minutes", "60, 60", "A pilot needs the times of at least 3 people."),
        ("difficulty", "6", "less than or equal to 5"),
        ("reason", "", "This field is required."),
    ],
)
def test_a_mistake_is_said_and_nothing_is_set(client, pages, registrar, field, value, message):
    client.force_login(registrar)
    form = {"method": "ncbtmb", "hours": "1", "reason": "As NCBTMB counts."} | {field: value}

    shown = client.post(f"/cms/hours/{pages.course.pk}/", form).content.decode()

    assert message in shown
    assert HoursDecision.objects.count() == 0


def test_a_registrar_of_another_course_sets_nothing(client, pages):
    other = course_pages().course
    client.force_login(person_with(Role.REGISTRAR, scope=f"course:{other.course.public_id}"))

    client.post(f"/cms/hours/{pages.course.pk}/", {"method": "ncbtmb", "hours": "1", "reason": "x"})

    assert HoursDecision.objects.count() == 0
