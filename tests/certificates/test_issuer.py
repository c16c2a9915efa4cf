"""What the issuer publishes for software: keys and status lists."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from certificates.archiving import keyring
from certificates.credentials import Finding, verify_credential, verify_token
from certificates.issuing import reinstate, revoke
from certificates.signing import make_key, make_token_key
from tests.factories.accounts import person_with
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_cache():
    from django.core.cache import cache

    cache.clear()


def the_list(client, number=1):
    return client.get(reverse("certificates:status_list", args=[number]), headers={"accept": "*/*"})


def finding(client, certificate) -> Finding:
    """What somebody finds who has the credential, our published keys and our published list."""
    document = json.loads(certificate.credential)
    address = document["credentialStatus"]["statusListCredential"]
    lists = {address: json.loads(the_list(client).content)}
    return verify_credential(document, keyring(), now=timezone.now(), lists=lists).finding


def test_the_did_document_lists_every_key_for_ever(client, keys):
    make_token_key(keys)
    first = issued()
    make_key(keys, "2027-01-01")
    second = issued("Somebody Else")

    response = client.get("/.well-known/did.json")

    document = response.json()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert document["id"] == "did:web:localhost%3A8000"
    assert {f"{document['id']}#{certificate.key_id}" for certificate in (first, second)} < set(
        document["assertionMethod"]
    )
    assert [method["type"] for method in document["verificationMethod"]].count("JsonWebKey") == 1
    assert "private" not in response.content.decode()
    assert '"d"' not in response.content.decode()


def test_a_revocation_is_in_the_list_at_once_and_so_is_its_end(client):
    certificate, registrar = issued(), person_with(Role.REGISTRAR)
    assert finding(client, certificate) == Finding.GENUINE

    revoke(certificate, by=registrar, public_reason="Issued in error", private_reason="")
    assert finding(client, certificate) == Finding.REVOKED
    reinstate(certificate, by=registrar, private_reason="")

    assert finding(client, certificate) == Finding.GENUINE


def test_an_unchanged_list_is_not_sent_again(client, django_assert_max_num_queries):
    issued()
    first = the_list(client)

    with django_assert_max_num_queries(2):
        again = client.get(
            first.request["PATH_INFO"], headers={"if-none-match": first["ETag"], "accept": "*/*"}
        )

    assert again.status_code == 304
    assert "max-age=300" in first["Cache-Control"]


def test_the_list_is_a_token_for_whom_asks(client, keys):
    make_token_key(keys)
    issued()

    response = client.get(
        reverse("certificates:status_list", args=[1]), headers={"accept": "application/vc+jwt"}
    )

    assert response["Content-Type"] == "application/vc+jwt"
    assert verify_token(response.content.decode(), keyring(), now=timezone.now()).genuine


def test_without_a_key_for_tokens_the_list_says_so(client):
    issued()

    response = client.get(
        reverse("certificates:status_list", args=[1]), headers={"accept": "application/vc+jwt"}
    )

    assert response.status_code == 503


@pytest.mark.parametrize("number", [0, 2, 10**9])
def test_a_list_that_nobody_is_in_is_not_found(client, number):
    issued()

    assert the_list(client, number).status_code == 404
