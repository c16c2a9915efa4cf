"""Ed25519 as text: keys and signatures in base 58, as Multikey writes them. Pure.

A key's id is its multibase form, "z6Mk…": it holds the key itself, so a new key has a new id.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\xed\x01"  # multicodec: an Ed25519 public key


def key_id(public_key: bytes) -> str:
    """The id of a public key of 32 bytes."""
    return to_base58(_PREFIX + public_key)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def sign(key: Ed25519PrivateKey, payload: bytes) -> str:
    return to_base58(key.sign(payload))


def verify(payload: bytes, signature: str, public_key: bytes) -> bool:
    """Whether the holder of the key signed exactly these bytes. What is no signature at all is False."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(from_base58(signature), payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_base58(raw: bytes) -> str:
    """Multibase base 58: "z" and the digits. Leading zero bytes become "1" each."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """The bytes of a multibase text. Raises ValueError when it is none in its one right form."""
    if not text.startswith("z") or set(text[1:]) - set(_ALPHABET) or len(text) > 200:
        raise ValueError("That is no base 58.")
    digits, number = text[1:].lstrip("1"), 0
    for digit in digits:
        number = number * 58 + _ALPHABET.index(digit)
    zeros = len(text) - 1 - len(digits)
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)
