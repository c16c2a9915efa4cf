"""Ours and unchanged is genuine; anything else is refused, with the reason."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from certificates.credentials import (
    Finding,
    PublicKey,
    badge,
    did,
    jwt,
    proofs,
    verify_credential,
    verify_token,
)
from certificates.credentials.contexts import UnsafeDocument
from tests.factories.credentials import HOST, LIST, NOW, Issuer, rsa_key

ISSUER = Issuer()
GOOD = ISSUER.badge("Nguyễn Thị Ánh")


def finding(document, keys=None, **options) -> Finding:
    return verify_credential(document, keys or ISSUER.keys, now=NOW, **options).finding


def copy(document=GOOD):
    return json.loads(json.dumps(document))


@pytest.mark.parametrize("name", ["Sam", "山田太郎", "محمد علي", 'A "quoted"\nname', "Zoë 🦴"])
@pytest.mark.parametrize("hours", ["0.5", "1", "6.00", "1.25"])
def test_what_we_signed_is_genuine(name, hours):
    document = ISSUER.badge(name, hours={"value": hours, "unit": "CE"})

    verdict = verify_credential(json.loads(json.dumps(document)), ISSUER.keys, now=NOW)

    assert verdict.genuine, verdict.reason
    assert verdict.name == name
    assert f"{HOST}/verify/{verdict.code}/" == document["id"]


def test_a_verdict_on_a_forgery_repeats_nothing():
    forged = copy()
    forged["name"] = "Another course"

    verdict = verify_credential(forged, ISSUER.keys, now=NOW)

    assert (verdict.finding, verdict.document, verdict.code, verdict.name) == (Finding.ALTERED, {}, "", "")


def test_a_term_that_no_context_defines_is_refused_and_never_signed():
    added = copy()
    added["credentialSubject"]["licenceNumber"] = "FORGED"

    assert finding(added) == Finding.UNDEFINED
    del added["proof"]
    with pytest.raises(UnsafeDocument, match="licenceNumber"):
        ISSUER.sign(added)


def test_a_relative_address_is_never_signed():
    document = badge.unsigned(ISSUER.facts())
    document["credentialSubject"]["id"] = "somebody"

    with pytest.raises(UnsafeDocument, match="not absolute"):
        ISSUER.sign(document)


def test_another_vocabulary_is_refused_without_fetching_it():
    document = copy()
    document["@context"].append("https://evil.example/context")

    assert finding(document) == Finding.UNDEFINED
    del document["proof"]
    with pytest.raises(UnsafeDocument):
        ISSUER.sign(document)


def test_somebody_elses_key_is_foreign_even_under_our_name():
    assert finding(Issuer().badge()) == Finding.FOREIGN
    assert finding(Issuer("https://elsewhere.example").badge()) == Finding.FOREIGN


def test_an_issuer_other_than_the_keys_owner_is_refused():
    document = badge.unsigned(ISSUER.facts())
    document["issuer"]["id"] = "did:web:elsewhere.example"

    assert finding(ISSUER.sign(document)) == Finding.WRONG_ISSUER


def with_proofs(*chosen):
    return {**GOOD, "proof": list(chosen)}


RDFC, JCS = GOOD["proof"]


@pytest.mark.parametrize(
    "document",
    [
        with_proofs(),
        with_proofs(RDFC),
        with_proofs(JCS, JCS),
        with_proofs(JCS, RDFC, {}),
        with_proofs(JCS, RDFC | {"proofPurpose": "authentication"}),
        with_proofs(JCS, RDFC | {"cryptosuite": "eddsa-2022"}),
        with_proofs(JCS, RDFC | {"challenge": "x"}),
        with_proofs(JCS, RDFC | {"proofValue": 5}),
        with_proofs(JCS | {"@context": []}, RDFC),
        {**GOOD, "proof": None},
        {name: value for name, value in GOOD.items() if name != "proof"},
    ],
)
def test_a_document_without_both_its_proofs_as_we_write_them_is_unsigned(document):
    assert finding(document) in (Finding.UNSIGNED, Finding.UNDEFINED)


def test_the_order_of_names_and_proofs_does_not_matter():
    turned = json.loads(json.dumps(GOOD, sort_keys=True))
    turned["proof"].reverse()

    assert finding(turned) == Finding.GENUINE


def test_each_proof_alone_would_have_noticed():
    for proof in GOOD["proof"]:
        document = copy()
        document["credentialSubject"]["creditsEarned"] = 100

        assert proofs.verifies(GOOD, proof, ISSUER.keys[ISSUER.key_id].raw)
        assert not proofs.verifies(document, proof, ISSUER.keys[ISSUER.key_id].raw)


def test_a_proof_in_another_pair_is_noticed():
    other = ISSUER.badge("Somebody Else")

    assert finding(with_proofs(JCS, other["proof"][0])) == Finding.ALTERED
    assert finding(with_proofs(other["proof"][1], RDFC)) == Finding.ALTERED


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({}, Finding.GENUINE),
        ({"first_used_at": datetime(2026, 11, 22, tzinfo=UTC)}, Finding.GENUINE),
        ({"first_used_at": datetime(2026, 11, 24, tzinfo=UTC)}, Finding.OUTSIDE),
        ({"retired_at": datetime(2026, 11, 22, 18, 4, tzinfo=UTC)}, Finding.GENUINE),
        ({"retired_at": datetime(2026, 11, 21, tzinfo=UTC)}, Finding.OUTSIDE),
        ({"compromised_at": datetime(2026, 11, 23, tzinfo=UTC)}, Finding.GENUINE),
        ({"compromised_at": datetime(2026, 11, 22, 18, tzinfo=UTC)}, Finding.OUTSIDE),
    ],
)
def test_a_key_vouches_for_its_own_time(times, expected):
    raw = ISSUER.keys[ISSUER.key_id].raw

    assert finding(GOOD, {ISSUER.key_id: PublicKey(ISSUER.key_id, raw, **times)}) == expected


def test_dates_are_read():
    document = badge.unsigned(ISSUER.facts())

    assert finding(ISSUER.sign({**document, "validUntil": "2026-11-24T00:00:00Z"})) == Finding.EXPIRED
    assert finding(ISSUER.sign({**document, "validFrom": "2026-12-24T00:00:00Z"})) == Finding.NOT_YET
    assert finding(ISSUER.sign({**document, "validUntil": "2027-11-24T00:00:00Z"})) == Finding.GENUINE


def test_the_status_list_says_whether_it_stands():
    assert finding(GOOD, lists={LIST: ISSUER.status_list()}) == Finding.GENUINE
    assert finding(GOOD, lists={LIST: ISSUER.status_list(76, 78)}) == Finding.GENUINE
    assert finding(GOOD, lists={LIST: ISSUER.status_list(77)}) == Finding.REVOKED


def test_a_status_list_that_cannot_be_relied_on_confirms_nothing():
    forged = ISSUER.status_list(77)
    forged["credentialSubject"]["encodedList"] = ISSUER.status_list()["credentialSubject"]["encodedList"]
    late = {LIST: ISSUER.status_list()}

    assert finding(GOOD, lists={}) == Finding.STATUS_UNKNOWN
    assert finding(GOOD, lists={LIST: forged}) == Finding.STATUS_UNKNOWN
    assert finding(GOOD, lists={LIST: Issuer().status_list()}) == Finding.STATUS_UNKNOWN
    verdict = verify_credential(GOOD, ISSUER.keys, now=NOW + timedelta(days=30), lists=late)
    assert verdict.finding == Finding.STATUS_UNKNOWN


def test_a_token_says_the_same():
    verdict = verify_token(ISSUER.token(GOOD), ISSUER.keys, now=NOW)

    assert verdict.genuine
    assert verdict.name == "Nguyễn Thị Ánh"


def test_a_token_that_names_another_or_no_algorithm_is_refused():
    header, payload, signature = ISSUER.token(GOOD).split(".")

    def refused(text):
        verdict = verify_token(text, ISSUER.keys, now=NOW)
        assert not verdict.genuine
        return verdict.finding

    none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    hmac = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImEjYiJ9"
    assert refused(f"{none}.{payload}.") == Finding.UNSIGNED
    assert refused(f"{hmac}.{payload}.{signature}") == Finding.UNSIGNED
    assert refused(f"{header}.{payload[:-3]}AAA.{signature}") == Finding.ALTERED
    assert refused(f"{header}.{payload}.{signature[:-4]}AAAA") == Finding.ALTERED
    assert refused("ey") == Finding.UNSIGNED
    assert refused("ey..") == Finding.UNSIGNED
    assert refused(Issuer(number=1).token(GOOD)) == Finding.FOREIGN


def test_a_token_cannot_say_one_thing_and_its_credential_another():
    method = did.method_of(HOST, did.thumbprint(ISSUER.rsa_der))
    text = jwt.token({**GOOD, "issuer": {"id": "did:web:elsewhere.example"}}, method=method, key=rsa_key(0))

    assert verify_token(text, ISSUER.keys, now=NOW).finding == Finding.WRONG_ISSUER
