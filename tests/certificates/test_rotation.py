"""Keys are replaced while people complete and employers check: nobody waits, and nothing stops verifying."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from certificates.issuing import NotCurrent, issue, reissue
from certificates.models import Certificate, SigningKey
from certificates.signing import make_key, signer
from certificates.verifying import Status, look_up
from tests.factories.accounts import person_with
from tests.factories.certificates import CompletionFactory, issued

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROTATIONS, A_KEY = 3, 8


def closing(function, *args):
    """In a thread: with a connection of its own, closed at the end."""
    try:
        return function(*args)
    finally:
        connection.close()


def test_three_rotations_under_traffic(keys):
    first = issued("Before")
    completions = CompletionFactory.create_batch(A_KEY * (ROTATIONS + 1) * 2, attested="Sam Learner")
    turns = [Barrier(3) for _ in range(ROTATIONS)]
    done = Event()

    def issue_all(share):
        try:
            for number, completion in enumerate(share, 1):
                issue(completion)
                if number % A_KEY == 0 and number // A_KEY <= ROTATIONS:
                    turns[number // A_KEY - 1].wait(60)  # only so that each key has some
        except Exception:
            [turn.abort() for turn in turns]  # nobody waits for who fails
            raise
        return len(share)

    def keep_checking():
        client, answers = Client(), []
        while not done.is_set():
            newest = Certificate.objects.order_by("-pk").values_list("code", flat=True)[0]
            pages = [reverse("certificates:verified", args=[code]) for code in (first.code, newest)]
            answers += [client.get(page) for page in pages]
        return answers

    with ThreadPoolExecutor(3) as pool:
        checking = pool.submit(closing, keep_checking)
        issuing = [pool.submit(closing, issue_all, completions[share::2]) for share in (0, 1)]
        signers = [first.key_id]
        try:
            for number, turn in enumerate(turns, 1):
                with suppress(BrokenBarrierError):  # what broke it is raised below
                    turn.wait(60)
                make_key(keys, f"2027-01-0{number}")
                signers.append(signer().key_id)
            assert [future.result(60) for future in issuing] == [len(completions) / 2] * 2
        finally:
            done.set()
        answers = checking.result(60)

    assert {answer.status_code for answer in answers} == {200}
    assert not [answer for answer in answers if b"Can&#x27;t be confirmed" in answer.content]
    statuses = {look_up(code).status for code in Certificate.objects.values_list("code", flat=True)}
    assert statuses == {Status.VALID}
    assert {*Certificate.objects.values_list("key_id", flat=True)} == {*signers}
    assert Certificate.objects.order_by("pk").last().key_id == signers[-1]
    assert list(SigningKey.objects.filter(retired_at=None).values_list("key_id", flat=True)) == [signers[-1]]


def test_reissued_by_two_at_once_is_reissued_once():
    certificate, together = issued("Sam"), Barrier(2)
    registrars = [person_with(Role.REGISTRAR) for _ in range(2)]

    def again(registrar):
        together.wait(10)
        try:
            reissue(certificate, by=registrar, public_reason="Its files were lost", private_reason="a fire")
        except NotCurrent:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda registrar: closing(again, registrar), registrars))

    assert sorted(said) == ["done", "refused"]
    assert Certificate.objects.filter(supersedes=certificate).count() == 1
