"""Keeping the public half of every key that signed, for good."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.auditing import audit
from accounts.models import User

from .credentials import Keys, PublicKey
from .models import Certificate, SigningKey
from .signing import PublicHalf


def archive(halves: Iterable[PublicHalf], at: datetime) -> None:
    """Keep each key at its first use. The keys of its kind before it are retired: they verify, and sign no more."""
    used = [half for half in halves if half.key_id]
    known = set(
        SigningKey.objects.filter(key_id__in=[half.key_id for half in used]).values_list("key_id", flat=True)
    )
    for half in used:
        if half.key_id not in known:
            _keep(half, at)


def _keep(half: PublicHalf, at: datetime) -> None:
    _, first_use = SigningKey.objects.get_or_create(
        key_id=half.key_id,
        defaults={"algorithm": half.algorithm, "public_key": half.raw.hex(), "first_used_at": at},
    )
    if first_use:
        older = SigningKey.objects.filter(retired_at=None, algorithm=half.algorithm, first_used_at__lte=at)
        older.exclude(key_id=half.key_id).update(retired_at=at)


def keyring() -> Keys:
    """Every key that ever signed facts, credentials or tokens, by its id."""
    rows = SigningKey.objects.exclude(algorithm=SigningKey.Algorithm.PAPER)
    return {row.key_id: public_key(row) for row in rows}


def public_key(row: SigningKey) -> PublicKey:
    return PublicKey(
        key_id=row.key_id,
        raw=bytes.fromhex(row.public_key),
        algorithm=row.algorithm,
        first_used_at=row.first_used_at,
        retired_at=row.retired_at,
        compromised_at=row.compromised_at,
    )


@transaction.atomic
def compromise(key_id: str, *, since: datetime, by: User | None, reason: str) -> int:
    """Say that a private key was in other hands since a moment. Returns how many certificates that puts in doubt.

    What it signed before still verifies; what claims to be signed from then on does not. The moment can be moved
    to an earlier one, never to a later. Raises SigningKey.DoesNotExist.
    """
    key = SigningKey.objects.select_for_update().get(key_id=key_id)
    if key.compromised_at is None or since < key.compromised_at:
        key.compromised_at = since
        key.save(update_fields=["compromised_at"])
        audit(by, "key.compromised", key, reason=reason, since=since.isoformat())
    return Certificate.objects.filter(key_id=key_id, issued_at__gte=key.compromised_at).count()
