"""Finding words in what one may read, and in the public catalogue. Nothing else gives a word away."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from courses import excerpts, seeking
from courses.models import Approval, CreditBody, RenewalRuleRow
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.courses import (
    EditionFactory,
    EditionStepFactory,
    an_edition,
    course_page,
    enrolled,
    finish,
    lesson_page,
)

pytestmark = pytest.mark.django_db


def lesson(edition, slug: str, *texts: str):
    blocks = [{"id": f"{slug}-{n}", "type": "text", "key": "", "text": text} for n, text in enumerate(texts)]
    html = "".join(f"<p>{text}</p>" for text in texts)
    body = {"summary": "", "objectives": [], "references": [], "blocks": blocks}
    return EditionStepFactory(edition=edition, slug=slug, title=slug.title(), body=body, html=html)


@pytest.fixture
def edition():
    edition = EditionFactory()
    lesson(edition, "first", "## Warmth {#warmth}\n\nThe **skin** grows warm.", "Arteries do not widen.")
    lesson(edition, "second", "Secret: the skin has receptors.")
    return edition


@pytest.fixture
def enrolment(client, edition):
    enrolment = enrolled(edition)
    client.force_login(enrolment.learner)
    return enrolment


def found(client, edition, text: str) -> str:
    return client.get(f"/learn/{edition.course.code}/search/", {"q": text}).content.decode()


def test_a_word_leads_to_its_block(client, edition, enrolment):
    page = found(client, edition, "SKIN warm")

    assert f'<a href="/learn/{edition.course.code}/first/#b-first-0">First</a>' in page
    assert "<mark>skin</mark> grows <mark>warm</mark>" in page
    assert "Arteries" not in page
    assert "warmth}" not in page


def test_a_result_cuts_no_word_and_sets_stops_where_they_belong():
    words = " ".join(f"word{n:02}" for n in range(60))
    text = excerpts.plain(
        {"type": "text", "text": f"{words} a [cortisol](term:cortisol) [@moyer2011]. {words}"}
    )

    shown = re.sub("</?mark>", "", seeking.marked(text, ["cortisol"]))

    assert "a cortisol. word00" in shown
    assert all(
        re.fullmatch(r"word\d\d", word) for word in shown.split() if word not in ("…", "a", "cortisol.")
    )


def test_what_is_locked_is_not_searched(client, edition, enrolment):
    before = found(client, edition, "receptors")
    finish(enrolment, "first")
    after = found(client, edition, "receptors")

    assert ("Secret" in before, "Secret" in after) == (False, True)
    assert "Nothing here says “receptors”." in before


def test_a_search_needs_an_enrolment(client, edition):
    course_page(edition.course)
    client.force_login(UserFactory())

    response = client.get(f"/learn/{edition.course.code}/search/", {"q": "skin"})

    assert response.url == f"/{edition.course.code}/"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "%", "_", "'; DROP", "a" * 500, "[", "\\"])
def test_odd_words_are_looked_for_as_they_are(client, edition, enrolment, text):
    page = found(client, edition, text)

    assert "Nothing here says" in page
    assert "<script>alert" not in page


def test_a_mark_keeps_what_is_no_markup_harmless():
    assert str(seeking.marked("a <b> & skin", ["skin"])) == "a &lt;b&gt; &amp; <mark>skin</mark>"


def two_courses():
    skin, nerve = an_edition(hours=Decimal("1")), an_edition(hours=Decimal("4"))
    course_page(skin.course, title="Skin", promise="What warmth is.")
    page = course_page(nerve.course, title="Nerves", promise="What touch is.")
    lesson_page(page, "Hidden", body=[("text", {"key": "k", "text": "Warmth in a lesson."})])
    return skin, nerve


def titles(client, **asked) -> list[str]:
    page = client.get("/", asked).content.decode()
    return [title for title in ("Skin", "Nerves") if f">{title}</a>" in page]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["Skin", "Nerves"]),
        ({"q": "WARMTH"}, ["Skin"]),
        ({"q": "what touch"}, ["Nerves"]),
        ({"hours": "short"}, ["Skin"]),
        ({"hours": "long"}, ["Nerves"]),
        ({"hours": "nonsense", "state": "XX"}, ["Skin", "Nerves"]),
        ({"q": "nothing of the kind"}, []),
        ({"state": "TX"}, []),
    ],
)
def test_the_catalogue_shows_what_is_looked_for(client, asked, shown):
    """Words of a lesson find no course: steps are no public text."""
    two_courses()

    assert titles(client, **asked) == shown


def texas_accepts(*accreditors: str) -> None:
    names = {"name": "The board of Texas", "place": "Texas", "unit": "hour", "minutes": 50}
    body = CreditBody.objects.create(
        code="TX", **names, license_check="https://example.com/", shape=".*", like="1"
    )
    terms = {"accepts": list(accreditors)}
    RenewalRuleRow.objects.create(body=body, key="tx-1", revision=1, confidence="confirmed", terms=terms)


def approve(edition, accreditor: str = "NCBTMB", until: date | None = None) -> None:
    today = timezone.localdate()
    Approval.objects.create(
        edition=edition,
        accreditor=accreditor,
        provider_number="1",
        title="As approved",
        hours=edition.hours,
        valid_from=until or today,
        valid_until=until or today,
        entered_by=UserFactory(),
    )


def test_a_course_counts_where_the_boards_rule_names_its_approval(client):
    skin, nerve = two_courses()
    texas_accepts("NCBTMB")
    approve(skin)
    approve(nerve, "Somebody else")
    learner = UserFactory()
    LicenceFactory(holder=learner, jurisdiction="TX")
    client.force_login(learner)

    page = client.get("/").content.decode()

    assert titles(client, state="TX") == ["Skin"]
    assert page.count("Counts for your Texas license") == 1


def test_what_a_board_accepts_is_not_guessed(client):
    """No rule, or a rule that names no approval: nothing is said."""
    skin, _ = two_courses()
    texas_accepts()
    approve(skin)
    LicenceFactory(holder=(learner := UserFactory()), jurisdiction="TX")
    client.force_login(learner)

    assert "Counts for" not in client.get("/").content.decode()


def test_an_approval_that_has_ended_counts_nowhere(client):
    skin, _ = two_courses()
    texas_accepts("NCBTMB")
    approve(skin, until=date(2020, 1, 1))

    assert titles(client, state="TX") == []
