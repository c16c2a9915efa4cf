"""Who signs: key files, or in development nobody, loudly. The settings name the signer by its path.

A directory holds one Ed25519 key a file, for facts and credentials; beside them `rs256/`, for tokens, and
`paper/`, for PDFs (a key with its certificate and what vouches for it). Of each kind the newest name signs.
"""

import os
import tempfile
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from joserfc.jwk import RSAKey

from . import ed25519, sealing
from .credentials import did
from .credentials.keyring import ED25519, RS256

PAPER = "paper"


class NoSigningKey(ImproperlyConfigured):
    """There is no key to sign with, or the file holds none."""


class UnsignedCertificateWarning(UserWarning):
    """A certificate was issued that nobody can check without trusting us."""


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """What the archive keeps of a key."""

    key_id: str
    algorithm: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The RS256 key that signs tokens now."""

    key: RSAKey
    public: PublicHalf


class Signer(Protocol):
    @property
    def key_id(self) -> str:
        """The id of the key that signs now. Empty: nothing is signed."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, payload: bytes) -> str:
        """The signature over these bytes, as base 58."""


class FileSigner:
    """Signs with the newest key of settings.CREDENTIAL_KEYS, by file name. Retired keys stay beside it.

    The directory is read anew each time, so that a new key signs from its first minute on.
    Raises NoSigningKey.
    """

    def __init__(self) -> None:
        self._key = load_key(newest_key_file(Path(settings.CREDENTIAL_KEYS)))
        self.public_key = ed25519.public_bytes(self._key)
        self.key_id = ed25519.key_id(self.public_key)

    def sign(self, payload: bytes) -> str:
        return ed25519.sign(self._key, payload)


class NullSigner:
    """For development. Certificates do not verify, and say so. Production refuses it."""

    key_id = ""
    public_key = b""

    def sign(self, payload: bytes) -> str:
        warnings.warn("Certificates are not signed.", UnsignedCertificateWarning, stacklevel=2)
        return ""


def signer() -> Signer:
    """The signer that the settings name. Raises NoSigningKey, also for an unsigned one in production."""
    made: Signer = import_string(settings.CREDENTIAL_SIGNER)()
    if not made.key_id and not unsigned_is_allowed():
        raise NoSigningKey("Production refuses to issue certificates unsigned.")
    return made


def unsigned_is_allowed() -> bool:
    """Nobody outside relies on what a developer's machine or the demo issues."""
    return settings.DEBUG or settings.DEMO


def public_halves(key: Signer) -> list[PublicHalf]:
    """Of every key that signs now. The key for tokens may be missing: then there are none."""
    own = PublicHalf(key.key_id, ED25519, key.public_key)
    try:
        return [own, token_key().public]
    except NoSigningKey:
        return [own]


def token_key() -> TokenKey:
    """Raises NoSigningKey."""
    path = newest_key_file(Path(settings.CREDENTIAL_KEYS) / "rs256")
    return _token_key(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _token_key(path: Path, changed: int) -> TokenKey:
    """Kept, since reading an RSA key checks it at length."""
    private = _loaded(path)
    if not isinstance(private, RSAPrivateKey):
        raise NoSigningKey(f"{path} holds a key, but no RSA key.")
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return TokenKey(RSAKey.import_key(private), PublicHalf(did.thumbprint(der), RS256, der))


def paper_seal() -> sealing.Seal:
    """What signs PDFs now. Raises NoSigningKey."""
    path = newest_key_file(Path(settings.CREDENTIAL_KEYS) / "paper")
    return _paper_seal(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _paper_seal(path: Path, changed: int) -> sealing.Seal:
    try:
        return sealing.load(path.read_bytes())
    except (OSError, sealing.WrongKey) as error:
        raise NoSigningKey(f"{path}: {error}") from error


def paper_half(seal: sealing.Seal) -> PublicHalf:
    return PublicHalf(seal.key_id, PAPER, seal.root)


def newest_key_file(directory: Path) -> Path:
    """Raises NoSigningKey when there is none."""
    files = sorted(directory.glob("*.pem"))
    if not files:
        raise NoSigningKey(f"No signing key in {directory}. Make one: manage.py make_signing_key")
    return files[-1]


def load_key(path: Path) -> Ed25519PrivateKey:
    """Raises NoSigningKey when the file cannot be read or holds no Ed25519 key."""
    key = _loaded(path)
    if not isinstance(key, Ed25519PrivateKey):
        raise NoSigningKey(f"{path} holds a key, but no Ed25519 key.")
    return key


def _loaded(path: Path) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoSigningKey(f"{path} holds no readable key.") from error


def make_key(directory: Path, name: str = "") -> Path:
    """Write a new Ed25519 key. It signs from now on if its name is the newest.

    Raises FileExistsError: a key is never overwritten.
    """
    return write_secret(directory, name, private_pem(Ed25519PrivateKey.generate()))


def make_token_key(directory: Path, name: str = "") -> Path:
    """Write a new RS256 key. Raises FileExistsError."""
    return write_secret(directory / "rs256", name, private_pem(generate_private_key(65537, 2048)))


def make_paper_key(directory: Path, name: str = "") -> Path:
    """Write a new key for PDFs, with a certificate and a root of its own. Raises FileExistsError."""
    pem = sealing.make(settings.PROVIDER["name"], datetime.now(UTC))
    return write_secret(directory / "paper", name, pem)


def private_pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_secret(directory: Path, name: str, pem: bytes) -> Path:
    """A file that this user alone can read, there from one moment to the next: a signer never meets half a key.

    Raises FileExistsError.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / f"{name or datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}.pem"
    opened, unfinished = tempfile.mkstemp(dir=directory, suffix=".unfinished")
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)  # unlike a rename, never over another key
    finally:
        os.unlink(unfinished)
    return path
