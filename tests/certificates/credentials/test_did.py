"""The issuer's name on the web, and its keys."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certificates.credentials import PublicKey, did
from tests.factories.credentials import HOST, Issuer

STOLEN_AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("https://fascia.example", "did:web:fascia.example"),
        ("http://localhost:8000", "did:web:localhost%3A8000"),
        ("https://example.org/ce/fascia", "did:web:example.org:ce:fascia"),
    ],
)
def test_an_address_is_a_did(issuer, name):
    assert did.did_of(issuer) == name


def test_a_retired_key_vouches_for_ever_and_a_stolen_one_no_more():
    issuer = Issuer()
    now, rsa = issuer.keys.values()
    old, lost = Issuer(), Issuer()
    retired = PublicKey(old.key_id, old.keys[old.key_id].raw, retired_at=STOLEN_AT)
    stolen = PublicKey(lost.key_id, lost.keys[lost.key_id].raw, compromised_at=STOLEN_AT)

    made = did.document(HOST, {key.key_id: key for key in (retired, stolen, now, rsa)})

    listed = [method["id"] for method in made["verificationMethod"]]
    assert listed == [f"did:web:fascia.example#{key.key_id}" for key in (retired, stolen, now, rsa)]
    assert made["assertionMethod"] == [listed[0], listed[2], listed[3]]
    assert {method["controller"] for method in made["verificationMethod"]} == {made["id"]}
    assert [method["type"] for method in made["verificationMethod"]] == ["Multikey"] * 3 + ["JsonWebKey"]


def test_the_thumbprint_is_that_of_rfc_7638():
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRX"
        "jBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqz"
        "s8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-"
        "G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    number = int.from_bytes(urlsafe_b64decode(modulus + "=="))
    der = (
        RSAPublicNumbers(65537, number)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )

    assert did.thumbprint(der) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
