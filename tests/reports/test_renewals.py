"""Where a licence stands, from real rows. The counting itself is tested in tests/courses/test_crediting.py."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts import licensing
from accounts.models import Role
from certificates.issuing import reinstate, revoke
from courses import enrolling
from courses.models import Approval, Completion, ExternalCredit
from reports.renewals import renewals
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import issued
from tests.factories.courses import EditionFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture
def licence(bodies):
    licence = LicenceFactory(jurisdiction="TX", number="MT123456")
    licensing.set_cycle(licence, date(2025, 4, 1), date(2027, 3, 31))
    return licence


def approve(edition, accreditor="TX", hours="5", until=date(2027, 12, 31), category=""):
    return Approval.objects.create(
        edition=edition,
        accreditor=accreditor,
        provider_number="P1",
        title=edition.title,
        hours=Decimal(hours),
        category=category,
        valid_from=date(2026, 1, 1),
        valid_until=until,
        entered_by=UserFactory(),
    )


def complete(learner, edition, at=datetime(2026, 11, 1, 18, tzinfo=UTC)):
    enrolment = enrolling.enrol(learner, edition.course)
    return Completion.objects.create(enrolment=enrolment, edition=edition, completed_at=at)


def only(licence):
    (renewal,) = renewals(licence.holder, TODAY)
    return renewal


def test_it_leads_with_one_sentence(licence):
    edition = EditionFactory()
    approve(edition)
    complete(licence.holder, edition)

    assert only(licence).sentence == "Texas: 5 of 12 hours done, 7 to go by Mar 31, 2027."


def test_a_course_without_the_boards_approval_does_not_count_and_says_so(licence):
    edition = EditionFactory()
    complete(licence.holder, edition)

    (line,) = only(licence).lines

    assert (line.hours, line.reason) == (0, "no approval that this body names (TX) was valid on the day")


def test_an_approval_counts_on_its_last_day_and_not_the_day_after(licence):
    edition = EditionFactory()
    approve(edition, until=date(2026, 10, 31))
    # Late in the evening in Chicago; in London it is November already.
    complete(licence.holder, edition, datetime(2026, 11, 1, 3, tzinfo=UTC))

    assert only(licence).standing.done == 5


def test_hours_from_elsewhere_count_like_ours(licence):
    ExternalCredit.objects.create(
        holder=licence.holder, title="Anatomy", provider="A school", accreditor="TX", hours=6, mode="live",
        earned_on=date(2026, 2, 1),
    )  # fmt: skip

    assert only(licence).standing.owed == 6


def test_an_offer_says_what_it_would_bring_or_why_nothing(licence):
    approve(EditionFactory(title="Approved"), hours="2")
    EditionFactory(title="Sample")

    offers = {offer.edition.title: offer for offer in only(licence).offers}

    assert offers["Approved"].hours == 2
    assert (offers["Sample"].hours, "no approval" in offers["Sample"].reason) == (0, True)


def test_a_course_that_was_completed_would_not_count_again(licence):
    edition = EditionFactory()
    approve(edition)
    complete(licence.holder, edition)

    (offer,) = only(licence).offers

    assert "already counts" in offer.reason


@pytest.mark.parametrize(
    ("jurisdiction", "sentence"),
    [
        ("OH", "Ohio: we hold no renewal rule. Ask your board what it asks for."),
        ("NY", "New York: tell us when you renew, and we'll count your hours."),
    ],
)
def test_what_is_not_known_is_said(bodies, jurisdiction, sentence):
    licence = LicenceFactory(jurisdiction=jurisdiction, number="123456")

    assert only(licence).sentence == sentence


def test_a_cycle_that_ended_says_what_was_missing(bodies):
    licence = LicenceFactory(jurisdiction="TX")
    licensing.set_cycle(licence, date(2024, 4, 1), date(2026, 3, 31))

    assert only(licence).sentence == (
        "Texas: 0 of 12 hours done, and 12 were missing when the cycle ended on Mar 31, 2026."
    )


def test_somebody_elses_hours_stay_theirs(licence):
    edition = EditionFactory()
    approve(edition)
    complete(UserFactory(), edition)
    ExternalCredit.objects.create(
        holder=UserFactory(), title="Theirs", provider="A", accreditor="TX", hours=6, earned_on=TODAY
    )

    assert only(licence).lines == ()


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_costs_the_same_for_one_credit_and_for_many(licence, count, django_assert_num_queries):
    for _ in range(count):
        edition = EditionFactory()
        approve(edition)
        complete(licence.holder, edition)

    with django_assert_num_queries(9):
        assert len(only(licence).lines) == count


def test_what_was_revoked_counts_for_nothing(keys, licence):
    certificate = issued("Ann", learner=licence.holder, completed_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    approve(certificate.completion.edition)
    (before,) = renewals(licence.holder, TODAY)

    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    (after,) = renewals(licence.holder, TODAY)
    reinstate(certificate, by=person_with(Role.REGISTRAR), private_reason="x")
    (again,) = renewals(licence.holder, TODAY)

    assert [each.standing.done for each in (before, after, again)] == [Decimal(5), Decimal(0), Decimal(5)]
