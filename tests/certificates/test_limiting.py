"""Ten thousand guesses, from one address and from many. FASCIA_GUESSES says how many CI tries."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from certificates import codes
from certificates.disclosing import disclose
from certificates.limiting import (
    ADDRESS_HOUR,
    ADDRESS_MINUTE,
    CODE_HOUR,
    EVERYBODY_HOUR,
    count_guess,
    count_miss,
    forget_misses,
    network,
)
from certificates.models import MissCount
from tests.factories.certificates import issued

GUESSES = int(os.environ.get("FASCIA_GUESSES", "300"))
pytestmark = pytest.mark.django_db


def addresses(count: int):
    return [f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in range(count)]


def statuses(asked) -> Counter:
    return Counter(response.status_code for response in asked)


@pytest.fixture(autouse=True)
def still_clock(time_machine):
    """The spans are of the clock: a test that runs across a full hour would count twice."""
    time_machine.move_to("2026-11-25T12:00:01Z", tick=False)


def test_unknown_codes_from_one_address_end_at_its_limit(client):
    asked = (client.get(reverse("certificates:verified", args=[codes.new()])) for _ in range(GUESSES))

    assert statuses(asked) == {404: ADDRESS_MINUTE.most, 429: GUESSES - ADDRESS_MINUTE.most}


def test_names_from_many_addresses_end_at_the_codes_limit(client):
    certificate = issued()
    learner = certificate.completion.enrolment.learner
    disclose(certificate, by=learner, confirm_only=True, family_name="Nguyễn")
    url = reverse("certificates:verified", args=[certificate.code])

    asked = (client.post(url, {"family_name": "Li"}, REMOTE_ADDR=host) for host in addresses(GUESSES))

    assert statuses(asked) == {404: CODE_HOUR.most, 429: GUESSES - CODE_HOUR.most}


def test_a_flood_from_many_addresses_is_a_flood(client, monkeypatch):
    most = min(EVERYBODY_HOUR.most, GUESSES // 2)
    monkeypatch.setattr(
        "certificates.limiting.EVERYBODY_HOUR", type(EVERYBODY_HOUR)("all", most, ADDRESS_HOUR.span)
    )

    asked = (
        client.get(reverse("certificates:verified", args=[codes.new()]), REMOTE_ADDR=host)
        for host in addresses(GUESSES)
    )

    assert statuses(asked) == {404: most, 429: GUESSES - most}


def test_an_office_is_not_punished_for_what_it_finds(client):
    """Three hundred real papers, and its neighbour behind the same address guesses all the while."""
    certificate = issued()
    url = reverse("certificates:verified", args=[certificate.code])
    for _ in range(ADDRESS_MINUTE.most + 1):
        client.get(reverse("certificates:verified", args=[codes.new()]))

    assert statuses(client.get(url) for _ in range(100)) == {200: 100}


def test_others_floods_lock_nobody_out_of_a_name(client):
    certificate = issued()
    learner = certificate.completion.enrolment.learner
    disclose(certificate, by=learner, confirm_only=True, family_name="Nguyễn")
    count_miss("10.0.0.1")
    MissCount.objects.update(count=10_000)

    answer = client.post(
        reverse("certificates:verified", args=[certificate.code]),
        {"family_name": "Nguyen"},
        REMOTE_ADDR="10.9.9.9",
    )

    assert answer.status_code == 200


def test_a_miss_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        count_miss("10.0.0.1")
    with django_assert_num_queries(1):
        count_guess("10.0.0.1", codes.new())


def test_no_address_is_stored():
    count_miss("203.0.113.77")

    assert not any("203.0.113" in key for key in MissCount.objects.values_list("key", flat=True))


def test_one_line_of_version_six_is_one_address():
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::1") != network("2001:db8:1:3::1")


def test_counts_end_with_their_span_and_are_swept(time_machine):
    for _ in range(ADDRESS_MINUTE.most + 1):
        last = count_miss("10.0.0.1")
    assert not last.patient

    time_machine.shift(61)

    assert count_miss("10.0.0.1").patient
    time_machine.shift(2 * 3600)
    assert forget_misses() == 4
    assert MissCount.objects.count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_each_counted():
    certificate = issued()
    learner = certificate.completion.enrolment.learner
    disclose(certificate, by=learner, confirm_only=True, family_name="Nguyễn")
    url = reverse("certificates:verified", args=[certificate.code])

    def guess(host: str) -> int:
        try:
            return Client().post(url, {"family_name": "Li"}, REMOTE_ADDR=host).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        asked = Counter(pool.map(guess, addresses(60)))

    assert asked == {404: CODE_HOUR.most, 429: 60 - CODE_HOUR.most}
