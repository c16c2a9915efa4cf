"""The credential of a certificate: its place in a status list, its proofs, the lists themselves."""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.urls import reverse

from courses.models import Completion

from .credentials import badge, did, proofs, status_list
from .facts import Facts, utc
from .models import Certificate, CertificateEvent
from .models.statuses import STANDING
from .signing import Signer

Kind = CertificateEvent.Kind
# Half of a list is given out, so that a free place is found at once and says nothing about time.
PER_LIST = status_list.LENGTH // 2
# So long a reader may rely on a list.
LIST_STANDS = timedelta(days=7)


def credential(facts: Facts, key: Signer, list_url: str, index: int) -> str:
    """The signed credential as it is stored and handed out. Empty when nobody signs."""
    if not key.key_id:
        return ""
    document = proofs.signed(
        badge.unsigned(facts, badge.StatusEntry(list_url, index)),
        method=did.method_of(facts["issuer"], key.key_id),
        created=facts["issued_at"],
        sign=key.sign,
    )
    return json.dumps(document, ensure_ascii=False)


def free_place(completion: Completion) -> tuple[int, int]:
    """A list's number and a random free index in it. Another may take it before: then the constraint says so."""
    number = 1 + completion.pk // PER_LIST
    places = iter(lambda: secrets.randbelow(status_list.LENGTH), None)
    taken = Certificate.objects.filter(status_list=number)
    return number, next(index for index in places if not taken.filter(status_index=index).exists())


def list_address(number: int) -> str:
    return settings.PUBLIC_URL + reverse("certificates:status_list", args=[number])


def revoked_indexes(number: int) -> Iterator[int | None]:
    """The places in a list of certificates that do not stand today: revoked, or replaced."""
    later = CertificateEvent.objects.filter(
        certificate=OuterRef("certificate"), sequence__gt=OuterRef("sequence")
    )
    ended = CertificateEvent.objects.filter(certificate__status_list=number).exclude(kind__in=STANDING)
    return ended.filter(~Exists(later)).values_list("certificate__status_index", flat=True).iterator()


def list_version(number: int) -> int:
    """Another number after each change to a list. Issuing changes none."""
    changes = CertificateEvent.objects.exclude(kind__in=(Kind.ISSUED, Kind.CORRECTED, Kind.REISSUED))
    return changes.filter(certificate__status_list=number).aggregate(Max("pk"))["pk__max"] or 0


def signed_list(number: int, key: Signer, now: datetime) -> dict:
    """The list as a signed credential."""
    day = now.replace(minute=0, second=0, microsecond=0)
    document = status_list.unsigned(
        list_address(number),
        settings.PUBLIC_URL,
        (index for index in revoked_indexes(number) if index is not None),
        valid_from=utc(day),
        valid_until=utc(day + LIST_STANDS),
    )
    method = did.method_of(settings.PUBLIC_URL, key.key_id)
    return proofs.signed(document, method=method, created=utc(now), sign=key.sign)
