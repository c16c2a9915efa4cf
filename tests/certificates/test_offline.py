"""The one file with which anybody checks a certificate without us: no network, no library, only our public keys."""

import importlib.util
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from certificates import ed25519, pdf, picturing
from certificates.archiving import compromise
from certificates.credentials import as_bytes, baking
from certificates.signing import make_key
from certificates.verifying import document, look_up
from courses.canonical import canonical
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, issued

PROGRAM = Path(__file__).parents[2] / "static/verifier/check_certificate.py"


def loaded():
    spec = importlib.util.spec_from_file_location("check_certificate", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OFFLINE = loaded()


@pytest.fixture
def certificate(db):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued("Nguyễn Thị Ánh", edition=edition)


@pytest.fixture
def archive(client, certificate):
    return client.get(reverse("certificates:keys")).json()


def files(client, certificate) -> dict[str, bytes]:
    """Every form in which a certificate is handed out."""
    client.force_login(certificate.completion.enrolment.learner)
    own = {"certificate.pdf": "pdf", "badge.png": "badge", "credential.json": "credential"}
    found = {
        file: client.get(reverse(f"certificates:{name}", args=[certificate.public_id])).content
        for file, name in own.items()
    }
    return found | {"facts.json": client.get(reverse("certificates:facts", args=[certificate.code])).content}


def run(*arguments) -> subprocess.CompletedProcess:
    """Without our packages and without any other: -I and -S leave the standard library alone."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_every_form_is_genuine_with_the_standard_library_alone(client, certificate, archive, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps(archive))
    made = files(client, certificate)
    for name, raw in made.items():
        (tmp_path / name).write_bytes(raw)

    done = run(*(tmp_path / name for name in made), tmp_path / "keys.json")

    assert (done.returncode, done.stderr) == (0, "")
    said = "Genuine: Nguyễn Thị Ánh, Science of Medical Massage, The, 1 CE."
    assert done.stdout.count(said) == len(made) == 4
    assert done.stdout.count(f"SHA-256 {certificate.sha256}") == 2  # the PDF and the text
    assert "Approved by NCBTMB, provider 451234-12." in done.stdout


def refused(raw, keys) -> str:
    with pytest.raises(OFFLINE.NotGenuine) as error:
        OFFLINE.check(raw, keys)
    return str(error.value)


def test_one_changed_word_in_any_form_is_noticed(client, certificate, archive):
    made = files(client, certificate)
    verified = look_up(certificate.code)
    forged_facts = as_bytes(document(verified)).replace(b'"value": "1"', b'"value": "16"')
    forged_badge = certificate.credential.replace('"creditsEarned": 1', '"creditsEarned": 16').encode()
    forged = {
        "facts": forged_facts,
        "credential": forged_badge,
        "badge": baking.baked(picturing.badge("Science", "1"), forged_badge),
        "pdf": pdf.draw(json.loads(forged_facts), credential=forged_badge.decode()),
    }

    assert forged_facts != made["facts.json"]
    assert forged_badge != made["credential.json"]
    for name, raw in forged.items():
        assert refused(raw, archive) == "these words were not signed by this key", name


def test_genuine_facts_beside_another_genuine_badge_are_two_certificates(certificate, archive):
    other = issued("Somebody Else")
    raw = pdf.draw(document(look_up(certificate.code)), credential=other.credential)

    assert refused(raw, archive) == "this file holds two certificates"


def test_an_added_fact_is_noticed(certificate, archive):
    badge = json.loads(certificate.credential)
    badge["credentialSubject"]["licenceNumber"] = "FORGED"
    facts = document(look_up(certificate.code))
    facts["facts"]["licence"] = "FORGED"

    assert "not signed" in refused(json.dumps(badge).encode(), archive)
    assert "not signed" in refused(json.dumps(facts).encode(), archive)


def test_only_the_keys_in_the_list_count(certificate, archive):
    assert "isn't in your list" in refused(certificate.credential.encode(), {"keys": []})
    stranger = Ed25519PrivateKey.generate()
    facts = document(look_up(certificate.code))
    facts["proof"]["signature"] = ed25519.sign(stranger, canonical(facts["facts"]))

    assert "not signed" in refused(as_bytes(facts), archive)


def test_a_retired_key_still_vouches_and_a_stolen_one_only_for_before(client, certificate, settings):
    def published():
        return client.get(reverse("certificates:keys")).json()

    make_key(settings.CREDENTIAL_KEYS, "2027-01-01")
    new = issued("After")
    for one in (certificate, new):
        assert OFFLINE.check(one.credential.encode(), published())
    compromise(certificate.key_id, since=timezone.now() + timedelta(hours=1), by=None, reason="a laptop")
    assert OFFLINE.check(certificate.credential.encode(), published())

    since = certificate.issued_at - timedelta(hours=1)
    compromise(certificate.key_id, since=since, by=None, reason="a laptop, and before")

    assert "stolen" in refused(certificate.credential.encode(), published())
    assert "stolen" in refused(as_bytes(document_of(certificate)), published())
    assert OFFLINE.check(new.credential.encode(), published())


def document_of(certificate) -> dict:
    proof = {"key_id": certificate.key_id, "signature": certificate.signature}
    return {"facts": certificate.document, "proof": proof}


TWICE = b'{"facts": {"a": 1}, "facts": {"a": 2}, "proof": {}}'
BAD = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a name twice": TWICE,
    "deep": b'{"facts": ' + b"[" * 100_000,
    "deep and whole": b'{"facts":' * 5000 + b"1" + b"}" * 5000,
    "no proof": b'{"facts": {}}',
    "no number": b'{"facts": {"a": NaN}, "proof": {}}',
    "a huge number": b'{"facts": {"key_id": "k", "a": 1e300}, "proof": {"key_id": "k"}}',
    "half a letter": b'{"facts": {"key_id": "\\ud800"}, "proof": {"key_id": "\\ud800"}}',
    "an empty PDF": b"%PDF-1.7\n%%EOF",
    "a bomb": b"%PDF-1.7\n1 0 obj<</EmbeddedFile/FlateDecode>> stream\n" + b"x" * 1000 + b"\nendstream",
    "a cut PNG": b"\x89PNG\r\n\x1a\n\0\0\0",
    "too large": b" " * (10 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_what_holds_no_certificate_is_refused_in_words(raw):
    assert refused(raw, {"keys": []})


def test_the_program_says_why_and_fails(certificate, archive, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps(archive))
    (tmp_path / "facts.json").write_bytes(as_bytes(document_of(certificate)).replace(b'"1"', b'"9"'))

    done = run(tmp_path / "facts.json", tmp_path / "keys.json")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "NOT GENUINE: these words were not signed by this key.\n"
    assert run().returncode == 2


def test_the_vectors_of_rfc_8032():
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):
        raw = [bytes.fromhex(text) for text in (key, signature, message)]
        assert OFFLINE.signed_by(*raw)
        assert not OFFLINE.signed_by(raw[0], raw[1], raw[2] + b"x")
        # The same signature with the order of the group added to its number would be a second one.
        twin = int.from_bytes(raw[1][32:], "little") + OFFLINE.L
        assert not OFFLINE.signed_by(raw[0], raw[1][:32] + twin.to_bytes(32, "little"), raw[2])


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), spot=st.integers(0, 511))
def test_signatures_are_judged_as_the_library_judges_them(seed, message, spot):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    broken = bytearray(signature)
    broken[spot // 8] ^= 1 << spot % 8

    assert OFFLINE.signed_by(public, signature, message)
    assert not OFFLINE.signed_by(public, bytes(broken), message)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.sampled_from([0.5, 1.5, 2.0, 12.25]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=PLAIN)
def test_json_is_written_as_the_library_writes_it(value):
    assert OFFLINE.canonical(value) == canonical(value)
