"""What one learner and her employer do, asked by ten people who have nothing to do with them: nobody gets anything.

`FASCIA_REPLAYS=5000 pytest tests/test_replays.py` asks that often; without it, a sample of a few hundred.
"""

import os
from importlib import import_module

import pytest
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.test import override_settings

from accounts.models import ProfessionalLicence
from courses.models import ExternalCredit
from tests.factories.certificates import keys_in
from tests.replays import OWNERS, STRANGERS, Replays, Request, sample

pytestmark = pytest.mark.django_db

COUNT = int(os.environ.get("FASCIA_REPLAYS", "500"))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    keys_in(keys)
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CREDENTIAL_KEYS=keys):
        yield Replays()
        transaction.set_rollback(True)


def wrongs(world, asked) -> list[str]:
    return [f"{who}: {request}: {wrong}" for who, request in asked for wrong in world.replay(who, request)]


def of_doors(world, *names: str) -> list[Request]:
    return [request for request in world.requests() if request.door in names]


def test_nobody_else_reads_or_changes_a_row(world, capsys):
    asked = sample(world, COUNT)

    assert len(asked) == COUNT
    found = wrongs(world, asked)

    with capsys.disabled():
        people, doors = {who for who, _ in asked}, {request.door for _, request in asked}
        print(f"\n{len(asked)} requests as {len(people)} people at {len(doors)} doors: {len(found)} wrong")
    assert people == set(STRANGERS)
    assert "\n".join(found) == ""


def test_the_same_requests_give_their_owners_everything(world):
    """So that nothing found means something: by those whose it is, they open and change."""
    own = [
        request
        for request in world.requests()
        if request.door.startswith(("accounts:", "certificates:", "courses:", "quizzes:", "reports:"))
        and (request.method == "GET" or request.body)
        and "?" not in request.path
        and "enrolment=" not in request.body
    ]
    told, changed, files = set(), set(), set()
    for who in OWNERS:
        for request in own:
            for wrong in world.replay(who, request):
                {"tells": told, "changes": changed}.get(wrong.split(" ")[0], files).add(request.door)

    assert told >= {
        "accounts:profile", "accounts:remove_licence", "certificates:mine", "certificates:show",
        "certificates:links", "certificates:link", "certificates:api_keys", "reports:reminders", "courses:note", "reports:board", "reports:board_csv", "reports:renewals", "reports:share",
        "reports:transcript_csv", "reports:remove_external", "reports:remove_staff",
    }  # fmt: skip
    assert changed >= {
        "accounts:profile", "accounts:remove_licence", "certificates:correct", "courses:note",
        "courses:delete_note", "quizzes:question", "quizzes:submit", "reports:cycle", "reports:invite",
        "reports:remove_external", "reports:remind", "reports:share", "reports:remove_staff",
        "certificates:link", "certificates:api_key", "reports:reminders", "reports:verify_team",
    }  # fmt: skip
    assert files >= {
        "certificates:pdf", "certificates:badge", "certificates:token", "reports:evidence", "reports:team_check",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "door", "told"),
    [
        (ProfessionalLicence, "accounts:remove_licence", "tells MTCANARY77"),
        (ExternalCredit, "reports:evidence", "gives a file"),
        (ExternalCredit, "reports:remove_external", "changes courses.ExternalCredit"),
    ],
)
def test_a_view_that_asks_for_a_bare_id_is_seen(world, monkeypatch, model, door, told):
    """The planted fault: one queryset that shows everything to everybody."""
    monkeypatch.setattr(model.objects._queryset_class, "visible_to", lambda rows, user: rows.all())

    found = [wrongs(world, [("another learner", request)]) for request in of_doors(world, door)]

    assert any(line.endswith(told) for lines in found for line in lines)


def test_a_board_that_asks_for_a_bare_id_is_seen(world, monkeypatch):
    """The planted fault: the team board of whatever organisation is named."""
    organisations = type(world.organisation).objects
    views = import_module("reports.views.teams")
    monkeypatch.setattr(views, "led", lambda request, key: get_object_or_404(organisations, public_id=key))

    found = wrongs(world, [("another employer", each) for each in of_doors(world, "reports:board")])

    assert any("tells Zephyrine" in line for line in found)
    assert any("changes accounts.Look" in line for line in found)
