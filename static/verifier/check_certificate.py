"""Check a Fascia certificate without Fascia: python check_certificate.py CERTIFICATE… keys.json

A certificate is the PDF, the badge (PNG), the credential (JSON) or the facts (JSON), as they were downloaded.
Save keys.json once, from a place that you trust. This needs Python 3.9 or later, nothing else, and no network.

A good signature says that these words are ours and unchanged. It can't say that the drawn page of a PDF shows the
same words: compare them. And whether a certificate was revoked since, only its verification page says.
"""

import base64
import hashlib
import json
import re
import struct
import sys
import zlib
from pathlib import Path

LARGEST_FILE, LARGEST_TEXT = 10 * 1024 * 1024, 64 * 1024
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotGenuine(Exception):
    """What the file says was not signed by these keys, or holds nothing that could be."""


# --- Ed25519 (RFC 8032, section 5.1.7): verifying only, so nothing here is secret ---

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
BASE_Y = 4 * pow(5, P - 2, P) % P


def x_of(y, odd):
    """The x of a point by its y and the lowest bit of x. Raises ValueError when there is no such point."""
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * ROOT % P
    if y >= P or (x * x - squared) % P or (x == 0 and odd):
        raise ValueError("no point")
    return P - x if x % 2 != odd else x


def point(raw):
    number = int.from_bytes(raw, "little")
    y = number & (2**255 - 1)
    x = x_of(y, number >> 255)
    return x, y, 1, x * y % P


def added(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, of):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = added(found, of)
        of, number = added(of, of), number >> 1
    return found


def signed_by(key, signature, payload):
    """Whether the holder of the key signed exactly these bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    try:
        a, r = point(key), point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + payload).digest(), "little") % L
    base_x = x_of(BASE_Y, 0)
    left, right = times(s, (base_x, BASE_Y, 1, base_x * BASE_Y % P)), added(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def from_base58(text):
    """Raises ValueError when it is no multibase base 58."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 200:
        raise ValueError("no base 58")
    number, digits = 0, text[1:].lstrip("1")
    for digit in digits:
        number = number * 58 + BASE58.index(digit)
    return bytes(len(text) - 1 - len(digits)) + number.to_bytes((number.bit_length() + 7) // 8, "big")


# --- JSON, read strictly and written by RFC 8785 ---


def parsed(text):
    """Raises ValueError for what is no JSON object, or names a thing twice."""

    def once(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice")
        return found

    def refused(constant):
        raise ValueError(constant)

    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=once, parse_constant=refused)
    except RecursionError as error:
        raise ValueError("nested beyond reason") from error
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def canonical(value):
    return _written(value).encode("utf-8")


def _written(value):
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_written(name)}:{_written(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(item) for item in value) + "]"
    if isinstance(value, float):
        if not 1e-4 <= abs(value) < 1e16 and value:
            raise ValueError("a number that no certificate has")
        value = int(value) if value == int(value) else value
    return json.dumps(value, ensure_ascii=False)


# --- What a file holds ---


def texts_in(raw):
    """Each JSON text in a PDF, a PNG or a JSON file, unpacked no further than a certificate is large."""
    if len(raw) > LARGEST_FILE:
        raise NotGenuine("this file is larger than any certificate")
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return list(_in_png(raw))
    if b"%PDF-" in raw[:1024]:
        return list(_in_pdf(raw))
    return [raw]


def _in_png(raw):
    at = 8
    while at + 12 <= len(raw):
        length, kind = struct.unpack_from(">I4s", raw, at)
        keyword, _, rest = raw[at + 8 : at + 8 + length].partition(b"\0")
        if kind == b"iTXt" and keyword == b"openbadgecredential" and len(rest) > 2:
            text = rest[2:].split(b"\0", 2)[-1]
            yield _inflated(text) if rest[0] else text
        at += 12 + length


def _in_pdf(raw):
    for found in list(re.finditer(rb"/EmbeddedFile\b", raw))[:50]:
        begin = re.compile(rb">>\s*stream\r?\n").search(raw, found.start(), found.start() + 2000)
        end = raw.find(b"endstream", begin.end(), begin.end() + 4 * LARGEST_TEXT) if begin else -1
        if end >= 0:
            head = raw[max(raw.rfind(b"obj", 0, found.start()), 0) : begin.start()]
            packed = raw[begin.end() : end]
            yield _inflated(packed) if b"/FlateDecode" in head else packed


def _inflated(packed):
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, LARGEST_TEXT)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else text


# --- The check ---


def check(raw, keys):
    """What the file says, as lines. `keys` is keys.json, parsed. Raises NotGenuine."""
    documents = []
    for text in texts_in(raw):
        try:
            document = parsed(text)
        except (ValueError, UnicodeDecodeError):
            continue
        if document not in documents and ("facts" in document or "credentialSubject" in document):
            documents.append(document)
    facts = [document for document in documents if "facts" in document]
    credentials = [document for document in documents if "facts" not in document]
    if not documents or len(facts) > 1 or len(credentials) > 1:
        raise NotGenuine("this file holds no certificate" if not documents else "this file holds several")
    known = {key["id"]: key for key in keys["keys"]}
    try:
        said = [_facts(document, known) for document in facts] + [_badge(one, known) for one in credentials]
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError) as error:
        raise NotGenuine("this is no certificate as we write them") from error
    if len(said) == 2 and said[0][0] != said[1][0]:
        raise NotGenuine("this file holds two certificates")
    return said[0][1]


def _facts(document, known):
    facts, proof = document["facts"], document["proof"]
    payload = canonical(facts)
    if facts["key_id"] != proof["key_id"]:
        raise NotGenuine("it names two keys")
    _signed(payload, proof["signature"], facts["key_id"], facts["issued_at"], known)
    lines = [
        f"Genuine: {facts['name']}, {facts['course']['title']}, {facts['hours']['value']} CE.",
        f"Completed {facts['completed']['on']}, issued {facts['issued_at'][:10]}, number {facts['serial']}.",
        *(
            f"Approved by {one['accreditor']}, provider {one['provider_number']}."
            for one in facts["approvals"]
        ),
        *([facts["notice"]] if facts["notice"] else []),
        f"Ask whether it still stands: {facts['verify_at']}",
        f"SHA-256 {hashlib.sha256(payload).hexdigest()}",
    ]
    return hashlib.sha256(payload).hexdigest(), lines


def _badge(document, known):
    """An Open Badges credential, by its proof of the suite eddsa-jcs-2022, which covers every byte of it."""
    [proof] = [one for one in document["proof"] if one["cryptosuite"] == "eddsa-jcs-2022"]
    issuer, _, key_id = proof["verificationMethod"].partition("#")
    if proof["proofPurpose"] != "assertionMethod" or issuer != document["issuer"]["id"]:
        raise NotGenuine("it was signed for another issuer")
    if proof["@context"] != document["@context"]:
        raise NotGenuine("its words were given another meaning")
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    payload = hashlib.sha256(canonical(config)).digest() + hashlib.sha256(canonical(bare)).digest()
    _signed(payload, proof["proofValue"], key_id, proof["created"], known)
    subject = document["credentialSubject"]
    [resource] = document["relatedResource"]
    digest = base64.b64decode(resource["digestSRI"].partition("sha256-")[2]).hex()
    lines = [
        f"Genuine: {subject['identifier'][0]['identityHash']}, {subject['achievement']['name']}, "
        f"{subject['creditsEarned']} CE.",
        f"Issued {document['validFrom'][:10]}.",
        f"Ask whether it still stands: {document['id']}",
    ]
    return digest, lines


def _signed(payload, signature, key_id, at, known):
    """Raises NotGenuine unless the key is known, was ours at that moment, and signed this."""
    if key_id not in known:
        raise NotGenuine("it was signed by a key that isn't in your list")
    raw = from_base58(key_id)  # the id holds the key itself
    if raw[:2] != b"\xed\x01" or not signed_by(raw[2:], from_base58(signature), payload):
        raise NotGenuine("these words were not signed by this key")
    stolen = known[key_id].get("compromised_at")
    if stolen and at[:19] >= stolen[:19]:
        raise NotGenuine("its key was stolen before it was issued")


def main(arguments):
    if len(arguments) < 2:
        print(__doc__)
        return 2
    *files, keys_file = arguments
    keys, failed = json.loads(Path(keys_file).read_text("utf-8")), False
    for file in files:
        if len(files) > 1:
            print(f"--- {file}")
        try:
            print("\n".join(check(Path(file).read_bytes(), keys)))
        except NotGenuine as error:
            print(f"NOT GENUINE: {error}.", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
