"""Keys are files, the newest signs, and production never issues unsigned."""

import os
from stat import S_IMODE

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from certificates import ed25519
from certificates.checks import certificates_are_signed
from certificates.signing import (
    NoSigningKey,
    UnsignedCertificateWarning,
    load_key,
    make_key,
    signer,
)

PAYLOAD = b'{"name":"Sam"}'
NULL = "certificates.signing.NullSigner"


@given(st.binary(max_size=70))
def test_base_58_is_read_back_as_it_was_written(raw):
    assert ed25519.from_base58(ed25519.to_base58(raw)) == raw


@pytest.mark.parametrize("text", ["", "abc", "z0", "zl", "z" + "2" * 300])
def test_what_is_no_base_58_is_refused(text):
    with pytest.raises(ValueError, match="no base 58"):
        ed25519.from_base58(text)


def test_the_first_vector_of_rfc_8032_verifies_under_its_multikey():
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5"
        "f0595bbe24655141438e7a100b"
    )

    assert ed25519.key_id(public) == "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    assert ed25519.verify(b"", ed25519.to_base58(signature), public)


def test_what_was_signed_verifies_and_nothing_else_does():
    key = signer()
    signature = key.sign(PAYLOAD)

    assert ed25519.verify(PAYLOAD, signature, key.public_key)
    assert not ed25519.verify(PAYLOAD + b" ", signature, key.public_key)
    assert not ed25519.verify(PAYLOAD, signature[:-1], key.public_key)
    assert not ed25519.verify(PAYLOAD, "", key.public_key)
    stranger = ed25519.public_bytes(Ed25519PrivateKey.generate())
    assert not ed25519.verify(PAYLOAD, signature, stranger)


def test_the_newest_file_name_signs_from_its_first_minute(keys):
    before = signer().key_id
    newer = make_key(keys, "2027-01-01")
    make_key(keys, "2025-01-01")

    assert signer().key_id == ed25519.key_id(ed25519.public_bytes(load_key(newer)))
    assert signer().key_id != before


def test_while_a_key_is_written_the_one_before_it_signs(keys, monkeypatch):
    before, meanwhile, opened = signer().key_id, [], os.fdopen

    def open_beside_a_signer(*args):
        meanwhile.append(signer().key_id)
        return opened(*args)

    monkeypatch.setattr(os, "fdopen", open_beside_a_signer)
    make_key(keys, "2027-01-01")

    assert meanwhile == [before]
    assert signer().key_id != before
    assert {path.suffix for path in keys.iterdir() if path.is_file()} == {".pem"}


def test_without_a_key_nothing_is_signed(keys, settings):
    settings.CREDENTIAL_KEYS = keys / "elsewhere"

    with pytest.raises(NoSigningKey, match="No signing key in"):
        signer()


def test_a_file_without_a_key_is_refused(keys):
    (keys / "2028-01-01.pem").write_text("a key")

    with pytest.raises(NoSigningKey, match="holds no readable key"):
        signer()


def test_the_null_signer_warns(settings):
    settings.DEMO, settings.CREDENTIAL_SIGNER = True, NULL

    with pytest.warns(UnsignedCertificateWarning):
        assert signer().sign(PAYLOAD) == ""


def test_production_refuses_the_null_signer(settings):
    settings.CREDENTIAL_SIGNER = NULL

    with pytest.raises(NoSigningKey, match="unsigned"):
        signer()
    assert [error.id for error in certificates_are_signed(None)] == ["certificates.E001"]


def test_the_check_passes_with_a_key_and_fails_without(keys):
    assert certificates_are_signed(None) == []

    for file in keys.glob("*.pem"):
        file.unlink()

    assert [error.id for error in certificates_are_signed(None)] == ["certificates.E001"]


def test_make_signing_key_writes_a_key_for_this_user_only(tmp_path, capsys):
    call_command("make_signing_key", directory=tmp_path / "new", name="2026")

    path = tmp_path / "new" / "2026.pem"
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert ed25519.key_id(ed25519.public_bytes(load_key(path))) in capsys.readouterr().out


def test_make_signing_key_never_overwrites(keys):
    path = make_key(keys, "2030")
    before = path.read_bytes()

    with pytest.raises(CommandError, match="never overwritten"):
        call_command("make_signing_key", name="2030")

    assert path.read_bytes() == before
