"""The table of tool × case in tests/oracles/verdicts.toml, run: verifiers that nobody here wrote.

The PDF's row (pdfsig, pyHanko, page-validation) is tests/certificates/test_sealing.py.
"""

import json
import subprocess
import tomllib
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib import baking as their_baking
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from certificates import picturing
from certificates.credentials import PublicKey, badge, contexts, did, verify_credential
from certificates.credentials.baking import baked
from certificates.credentials.extracting import from_png
from tests.conftest import missing
from tests.factories.credentials import HOST, LIST, NOW, Issuer

HERE = Path(__file__).parents[2] / "oracles"
TABLE = tomllib.loads((HERE / "verdicts.toml").read_text())
TOOLS = sorted({tool for row in TABLE.values() for tool in row} - {"ours"})
OURS, OLD, STRANGER = Issuer(), Issuer(), Issuer(number=1)
REVOKED = 5
RETIRED_AT = datetime(2026, 11, 24, tzinfo=UTC)


def keys() -> dict[str, PublicKey]:
    """What we publish: the key of today and one that is retired."""
    retired = PublicKey(OLD.key_id, OLD.keys[OLD.key_id].raw, retired_at=RETIRED_AT)
    return {**OURS.keys, OLD.key_id: retired}


def changed(document, **changes):
    return {**json.loads(json.dumps(document)), **changes}


def cases() -> dict[str, tuple[dict, str]]:
    """Each case as a credential and as a token."""
    good = OURS.badge("Nguyễn Thị Ánh")
    header, _, signature = OURS.token(good).split(".")
    other = OURS.token(changed(good, name="Another")).split(".")[1]
    expired = {**badge.unsigned(OURS.facts()), "validUntil": "2026-11-23T00:00:00Z"}
    elsewhere = changed(badge.unsigned(OURS.facts()))
    elsewhere["issuer"]["id"] = "did:web:elsewhere.example"
    added = changed(good)
    added["credentialSubject"]["licenceNumber"] = "FORGED"
    arabic = OURS.badge("محمد علي", hours={"value": "1.5", "unit": "CE"})
    revoked, foreign = OURS.badge("Revoked", index=REVOKED), STRANGER.badge()
    return {
        "good": (good, OURS.token(good)),
        "good, retired key": (OLD.badge("山田太郎"), OURS.token(good)),
        "good, Arabic name and 1.5 hours": (arabic, OURS.token(arabic)),
        "one changed byte": (changed(good, name=good["name"] + "."), f"{header}.{other}.{signature}"),
        "an added undefined term": (added, f"{header}.{OURS.token(added).split('.')[1]}.{signature}"),
        "revoked": (revoked, OURS.token(revoked)),
        "expired": (OURS.sign(expired), OURS.token(expired)),
        "wrong key": (foreign, STRANGER.token(foreign)),
        "wrong issuer": (OURS.sign(elsewhere), STRANGER.token(elsewhere)),
    }


def picture(document) -> bytes:
    return baked(picturing.badge("Science", "1"), json.dumps(document, ensure_ascii=False).encode())


@pytest.fixture(scope="module")
def made():
    return cases()


@pytest.fixture(scope="module")
def said(made, tmp_path_factory) -> dict[str, dict[str, str]]:
    """What the tools of Node say of every case, in one process."""
    if which("node") is None or not (HERE / "node_modules").is_dir():
        missing("Node's verifiers: bin/setup dev --tools")
    home = tmp_path_factory.mktemp("oracles")
    documents = {address: contexts._bundled(address) for address in contexts._BUNDLED} | {
        f"{HOST}/.well-known/did.json": did.document(HOST, keys()),
        LIST: OURS.status_list(REVOKED),
    }
    given = {
        name: {
            "credential": document,
            "token": token,
            "picture": b64encode(picture(document)).decode(),
        }
        for name, (document, token) in made.items()
    }
    (home / "input.json").write_text(json.dumps({"documents": documents, "cases": given}))
    subprocess.run(
        ["node", "verify.mjs", home / "input.json", home / "verdicts.json"],
        cwd=HERE,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return json.loads((home / "verdicts.json").read_text())


def openbadgeslib(document) -> bool:
    """Their verifier, with the key that our did.json gives for the credential's method."""
    method = document["proof"][0]["verificationMethod"]
    key = keys().get(method.partition("#")[2])
    if key is None or method.partition("#")[0] != document["issuer"]["id"]:
        return False
    pem = Ed25519PublicKey.from_public_bytes(key.raw).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    try:
        OB3LdpVerifier(pubkey_pem=pem).verify(json.dumps(document))
    except LibOpenBadgesException:
        return False
    return True


@pytest.mark.parametrize("case", TABLE)
def test_ours_says_what_the_table_says(made, case):
    verdict = verify_credential(made[case][0], keys(), now=NOW, lists={LIST: OURS.status_list(REVOKED)})

    assert verdict.finding == TABLE[case]["ours"]


@pytest.mark.parametrize("case", TABLE)
def test_the_tools_say_what_the_table_says(made, said, case):
    found = {tool: verdict for tool, (verdict, _) in said[case].items()}
    found["openbadgeslib"] = openbadgeslib(made[case][0])

    expected = {tool: colour for tool, colour in TABLE[case].items() if tool != "ours"}
    assert {tool: "green" if verdict else "red" for tool, verdict in found.items()} == expected, said[case]


def test_good_is_green_everywhere_and_bad_is_red_for_us_and_for_another():
    for case, row in TABLE.items():
        colours = [row[tool] for tool in TOOLS]
        if case.startswith("good"):
            assert (row["ours"], set(colours)) == ("genuine", {"green"})
        else:
            assert row["ours"] != "genuine"
            assert "red" in colours


def test_a_third_party_reads_our_badge_and_we_read_theirs(made):
    text = json.dumps(made["good"][0])
    theirs = their_baking.bake_png(picturing.badge("Science", "1"), text, keyword=b"openbadgecredential")

    read = their_baking.extract_png(picture(made["good"][0]), keyword=b"openbadgecredential")
    assert json.loads(read) == made["good"][0]
    assert json.loads(from_png(theirs)) == made["good"][0]
