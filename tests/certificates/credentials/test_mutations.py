"""No change of a credential, a picture or a file that changes a fact verifies.

CREDENTIAL_MUTATIONS says how many are tried of each kind; CI tries a few hundred, a release twenty thousand.
"""

import json
import os
import random
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pyld import jsonld

from certificates import pdf
from certificates.credentials import contexts, extracting, proofs, verify_credential, verify_file
from certificates.credentials.baking import baked
from tests.factories.certificates import a_document
from tests.factories.credentials import NOW, Issuer

TRIES = int(os.environ.get("CREDENTIAL_MUTATIONS", "400"))
ISSUER = Issuer()
GOOD = ISSUER.badge("Nguyễn Thị Ánh")
TEXT = json.dumps(GOOD, ensure_ascii=False).encode()
OTHER = ISSUER.badge("Somebody Else", index=78, hours={"value": "16", "unit": "CE"})


def said(document: Any) -> Any:
    """Everything a credential states: all but the signatures themselves."""
    return {name: value for name, value in document.items() if name != "proof"}


def places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The path of every value in a document."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def at(document: Any, path: tuple) -> Any:
    for key in path:
        document = document[key]
    return document


def changed_text(text: str, chance: random.Random) -> str:
    """One character changed, added, dropped, doubled, or of another case or form."""
    spot = chance.randrange(len(text)) if text else 0
    letter = chance.choice(
        ["x", "0", " ", "\u200b", "\u0301", "é", "е", text[spot : spot + 1].swapcase(), ""]
    )
    return text[:spot] + letter + text[spot + chance.randrange(2) :]


def changed_value(value: Any, chance: random.Random) -> Any:
    others: list[Any] = [None, True, 0, 99, "", "x", [], {}, [value], {"id": value}, {"@value": value}]
    if isinstance(value, str):
        return changed_text(value, chance) if chance.random() < 0.7 else chance.choice(others)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return chance.choice([value + 1, value * 10, -value, str(value), value + 1e-9])
    if isinstance(value, list) and value and chance.random() < 0.5:
        return [*value, chance.choice(value)] if chance.random() < 0.5 else value[:-1]
    return chance.choice(others)


def mutated(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The document with one thing changed, dropped, added, renamed, or taken from another good credential."""
    mutant = json.loads(json.dumps(document))
    path = chance.choice([path for path in places(mutant) if path])
    parent, key = at(mutant, path[:-1]), path[-1]
    kind = chance.randrange(5)
    if kind == 0:
        parent[key] = changed_value(parent[key], chance)
    elif kind == 1:
        del parent[key]
    elif kind == 2 and isinstance(parent, dict):
        name = chance.choice(
            ["licenceNumber", "@id", "@type", "name", "narrative", "role", "term", "@graph", "expires"]
        )
        parent[name] = chance.choice(["forged", 99, {"id": "urn:x"}, ["forged"]])
    elif kind == 3 and isinstance(parent, dict):
        parent[changed_text(key, chance)] = parent.pop(key)
    else:
        try:
            parent[key] = at(OTHER, path)
        except (KeyError, IndexError):
            parent[key] = None
    return mutant


def tried(count: int, mutate: Callable[[random.Random], Any]) -> Iterator[Any]:
    for number in range(count):
        yield mutate(random.Random(number))  # noqa: S311  the same mutants each time


def test_no_changed_credential_verifies():
    survivors, different = [], 0
    for mutant in tried(TRIES, lambda chance: mutated(GOOD, chance)):
        if mutant == GOOD:
            continue
        different += 1
        if verify_credential(mutant, ISSUER.keys, now=NOW).genuine and said(mutant) != said(GOOD):
            survivors.append(mutant)

    assert survivors == []
    assert different > TRIES * 0.7


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """One to three bytes changed, dropped or added anywhere."""
    made = bytearray(raw)
    for _ in range(chance.randrange(1, 4)):
        spot = chance.randrange(len(made))
        match chance.randrange(4):
            case 0:
                made[spot] ^= 1 << chance.randrange(8)
            case 1:
                made[spot] = chance.randrange(256)
            case 2:
                del made[spot]
            case _:
                made.insert(spot, chance.randrange(256))
    return bytes(made)


def badge_png() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "PNG")
    return baked(stream.getvalue(), TEXT)


def paper() -> bytes:
    """As it is drawn, with the credential and the facts attached. Whether the file itself is ours, its digest says."""
    return pdf.draw(a_document("Nguyễn Thị Ánh"), credential=TEXT.decode())


# Most changes of a paper leave the credential whole, so each is verified to the end: fewer are enough.
@pytest.mark.parametrize(
    ("make", "tries"),
    [
        (lambda: TEXT, TRIES),
        (badge_png, TRIES),
        (paper, TRIES // 10),
        (lambda: ISSUER.token(GOOD).encode(), TRIES),
    ],
    ids=["json", "png", "pdf", "jwt"],
)
def test_no_changed_byte_changes_a_fact_that_verifies(make, tries):
    raw, facts = make(), said(GOOD)
    assert verify_file(raw, ISSUER.keys, now=NOW).genuine
    for mutant in tried(tries, lambda chance: flipped(raw, chance)):
        verdict = verify_file(mutant, ISSUER.keys, now=NOW)
        assert not verdict.genuine or said(verdict.document) == facts


def test_no_changed_byte_of_the_credential_in_a_paper_verifies():
    """Aimed: most bytes of a PDF are its fonts and its drawing, and these hit the attachment alone."""
    raw = paper()
    place = next(
        match.start()
        for match in re.finditer(rb"/EmbeddedFile", raw)
        if b"OpenBadgeCredential" in extracting._embedded(raw, match.start())
    )
    begin, end = raw.index(b"stream", place), raw.index(b"endstream", place)
    survivors = 0
    for mutant in tried(TRIES, lambda chance: raw[:begin] + flipped(raw[begin:end], chance) + raw[end:]):
        verdict = verify_file(mutant, ISSUER.keys, now=NOW)
        assert not verdict.genuine or said(verdict.document) == said(GOOD)
        survivors += verdict.genuine

    assert survivors < TRIES / 10  # bytes after the stream's own end, and the like


def test_every_byte_of_the_facts_and_of_both_signatures_counts():
    """Each changed alone, through the whole text. What survives is white space and the like."""
    step = max(1, len(TEXT) // TRIES)
    for spot in range(0, len(TEXT), step):
        mutant = TEXT[:spot] + bytes([TEXT[spot] ^ 1]) + TEXT[spot + 1 :]
        verdict = verify_file(mutant, ISSUER.keys, now=NOW)
        assert not verdict.genuine or verdict.document == GOOD


def test_without_the_guards_an_added_fact_verifies(monkeypatch):
    """The planted fault: RDF as pyld writes it by itself leaves out what no context defines."""

    def unguarded(document):
        options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
        return jsonld.normalize(document, contexts._options() | options).encode()

    forged = json.loads(TEXT)
    forged["credentialSubject"]["licenceNumber"] = "FORGED"
    rdfc, jcs = forged["proof"]
    key = ISSUER.keys[ISSUER.key_id].raw

    assert not proofs.verifies(forged, jcs, key)
    with pytest.raises(contexts.UnsafeDocument):
        proofs.verifies(forged, rdfc, key)
    monkeypatch.setitem(proofs._WRITE, proofs.RDFC, unguarded)
    assert proofs.verifies(forged, rdfc, key)
