"""The public keys that ever signed, as plain values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ED25519, RS256 = "ed25519", "rs256"
# Two servers change over to a new key within minutes, and their clocks differ.
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`raw` is 32 bytes for Ed25519, a DER SubjectPublicKeyInfo for RS256."""

    key_id: str
    raw: bytes
    algorithm: str = ED25519
    first_used_at: datetime | None = None
    retired_at: datetime | None = None
    compromised_at: datetime | None = None

    def signed_then(self, moment: datetime) -> bool:
        """Whether the key was in use, and in our hands only, at that moment."""
        if self.compromised_at and moment >= self.compromised_at:
            return False
        after_start = self.first_used_at is None or moment >= self.first_used_at - GRACE
        before_end = self.retired_at is None or moment <= self.retired_at + GRACE
        return after_start and before_end


# By key id: the part after # of a verification method.
type Keys = Mapping[str, PublicKey]
