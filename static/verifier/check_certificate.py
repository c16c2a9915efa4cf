"""Check a Fascia certificate without Fascia: python check_certificate.py facts.json keys.json

Save keys.json once, from a place that you trust. A good signature says that the facts are ours and unchanged;
whether the certificate was revoked since, only its verification page says.
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text):
    number = 0
    for digit in text.removeprefix("z"):
        number = number * 58 + BASE58.index(digit)
    return number.to_bytes(64, "big")


certificate = json.loads(Path(sys.argv[1]).read_text("utf-8"))
keys = {key["id"]: key for key in json.loads(Path(sys.argv[2]).read_text("utf-8"))["keys"]}
facts, proof = certificate["facts"], certificate["proof"]
# RFC 8785: sorted names, no spaces, UTF-8. Our facts hold no numbers, so nothing else is needed.
text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
try:
    public_key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys[facts["key_id"]]["public_key"]))
    public_key.verify(base58(proof["signature"]), text)
except (InvalidSignature, KeyError, ValueError, OverflowError):
    sys.exit("NOT GENUINE: these facts were not signed by these keys.")
print(f"Genuine: {facts['name']}, {facts['course']['title']}, {facts['hours']['value']} CE.")
print("SHA-256", hashlib.sha256(text).hexdigest())
