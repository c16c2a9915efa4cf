"""Keeping the public half of every key that signed."""

from datetime import datetime

from .models import SigningKey
from .signing import Signer


def archive(signer: Signer, at: datetime) -> None:
    """Keep a key at its first use, for good. The keys before it are retired: they verify, and sign no more."""
    if not signer.key_id:
        return
    _, first_use = SigningKey.objects.get_or_create(
        key_id=signer.key_id, defaults={"public_key": signer.public_key.hex(), "first_used_at": at}
    )
    if first_use:
        SigningKey.objects.filter(retired_at=None).exclude(key_id=signer.key_id).update(retired_at=at)
