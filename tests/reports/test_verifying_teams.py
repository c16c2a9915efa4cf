"""An employer verifies the team at once: a dated report that stays, and what changed since."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pypdf import PdfReader

from accounts import consenting
from accounts.models import Answer, AuditEvent, Look
from reports.models import TeamCheck
from reports.team import team
from reports.verifying_teams import changed, verify
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.teams import invited, leader_of, sharing

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside")


def soon():
    return timezone.localdate() + timedelta(days=200)


def text_of(check) -> str:
    pages = PdfReader(io.BytesIO(bytes(check.content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_report_says_who_stood_how_and_on_which_day(bodies, keys, organisation):
    shares = sharing(organisation, renews=soon().replace(day=1), name="Nguyễn Thị Ánh")
    silent = invited(organisation, UserFactory(name="Quiet Quail"))
    leader = leader_of(organisation)

    check = verify(organisation, by=leader)

    said = text_of(check)
    for word in (
        "Riverside",
        "Nguyễn Thị Ánh",
        "Quiet Quail",
        "Nothing is shared.",
        "CE verified here",
        f"{check.at:%Y}",
    ):
        assert word in said
    assert b"/ByteRange" in bytes(check.content)
    assert "MT" not in said  # no license number
    assert check.words[str(shares.pk)] != check.words[str(silent.pk)] == "Awaiting consent"
    assert Look.objects.get().consent.invitation == shares
    assert AuditEvent.objects.get(action="team verified").actor == leader


def test_it_stays_as_it_is_when_somebody_withdraws(keys, organisation):
    shares = sharing(organisation, renews=soon().replace(day=1))
    check = verify(organisation, by=leader_of(organisation))
    before = bytes(check.content)

    consenting.answer(shares, shares.person, Answer.WITHDRAWN)
    check.refresh_from_db()

    assert bytes(check.content) == before
    [(member, was)] = changed(team(organisation), check)
    assert (member.invitation, member.word) == (shares, "Sharing ended")
    assert was != member.word


def test_nobody_else_verifies_a_team(keys, organisation):
    with pytest.raises(PermissionDenied):
        verify(organisation, by=leader_of(OrganisationFactory()))
    assert not TeamCheck.objects.exists()


def test_another_employer_gets_no_report_and_makes_none(client, keys, organisation):
    sharing(organisation, renews=soon().replace(day=1))
    check = verify(organisation, by=leader_of(organisation))
    client.force_login(leader_of(OrganisationFactory()))

    assert client.get(f"/teams/reports/{check.public_id}/report.pdf").status_code == 404
    assert client.post(f"/teams/{organisation.public_id}/verify/").status_code == 404
    assert TeamCheck.objects.count() == 1


def test_the_board_makes_it_in_one_click_and_gives_the_same_file_each_time(client, keys, organisation):
    sharing(organisation, renews=soon().replace(day=1))
    client.force_login(leader_of(organisation))

    page = client.post(f"/teams/{organisation.public_id}/verify/", follow=True).content.decode()
    address = f"/teams/reports/{TeamCheck.objects.get().public_id}/report.pdf"

    assert address in page
    first, second = client.get(address), client.get(address)
    assert first.content == second.content
    assert first.content.startswith(b"%PDF")
