"""Keys with which an organisation's software asks us: made, shown once, recognised, withdrawn."""

import secrets
from hashlib import sha256
from hmac import compare_digest

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import Organisation, User

from .codes import ALPHABET
from .models import ApiKey
from .policy import can

# So that a key is recognised as one of ours wherever it turns up: in a log, in a public repository.
FAMILY = "fascia"
PREFIX_LENGTH, SECRET_LENGTH = 8, 32  # 32 symbols of 5 bits each
# More than anybody keeps apart.
MOST = 20


class TooManyKeys(ValueError):
    """The organisation has as many live keys as it may have."""


@transaction.atomic
def make_api_key(organisation: Organisation, *, by: User, name: str, scope: str) -> tuple[ApiKey, str]:
    """A new key, and the text of it, which nobody can show again. Raises PermissionDenied and TooManyKeys."""
    if not can(by, "make keys", organisation):
        raise PermissionDenied("You don't speak for this organization.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if ApiKey.objects.live().filter(organisation=organisation).count() >= MOST:
        raise TooManyKeys(f"{MOST} keys are in use. Withdraw one first.")
    prefix, secret = symbols(PREFIX_LENGTH), symbols(SECRET_LENGTH)
    key = ApiKey.objects.create(
        organisation=organisation,
        name=name,
        scope=scope,
        prefix=prefix,
        digest=sha256(secret.encode()).hexdigest(),
        made_by=by,
        made_at=timezone.now(),
    )
    audit(by, "api_key.made", key, scope=scope, prefix=prefix)
    return key, f"{FAMILY}_{prefix}_{secret}"


@transaction.atomic
def withdraw_api_key(key: ApiKey, *, by: User) -> ApiKey:
    """From now on it opens nothing. Withdrawing twice changes nothing. Raises PermissionDenied."""
    if not can(by, "make keys", key.organisation):
        raise PermissionDenied("You don't speak for this organization.")
    return ended(key, by)


@transaction.atomic
def withdraw_as_keeper(key: ApiKey, *, by: User, reason: str) -> ApiKey:
    """The same by a registrar, for an organisation that can't or mustn't any more. Raises PermissionDenied."""
    if not can(by, "withdraw", key):
        raise PermissionDenied("Registrars and administrators withdraw keys of others.")
    return ended(key, by, reason)


def ended(key: ApiKey, by: User, reason: str = "") -> ApiKey:
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.withdrawn_at is None:
        key.withdrawn_by, key.withdrawn_at = by, timezone.now()
        key.save(update_fields=["withdrawn_by", "withdrawn_at"])
        audit(by, "api_key.withdrawn", key, reason=reason, prefix=key.prefix)
    return key


def key_of(header: str) -> ApiKey | None:
    """The live key that an Authorization header brings. None for anything else. One statement."""
    kind, _, text = header.strip().partition(" ")
    family, _, rest = text.strip().partition("_")
    prefix, _, secret = rest.partition("_")
    shape = (len(prefix), len(secret)) == (PREFIX_LENGTH, SECRET_LENGTH)
    if kind.lower() != "bearer" or family != FAMILY or not shape:
        return None
    found = ApiKey.objects.live().filter(prefix=prefix).first()
    digest = sha256(secret.encode()).hexdigest()
    return found if found and compare_digest(found.digest, digest) else None


def note_use(key: ApiKey) -> None:
    """The day of its last use, written once a day."""
    today = timezone.now().date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def symbols(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
