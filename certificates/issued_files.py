"""Which files are the very ones that we issued."""

from collections.abc import Collection
from hashlib import sha256

from . import picturing
from .credentials import as_bytes, baking
from .models import Certificate, Paper
from .verifying import FIELDS, document, verdict


def digests(codes: Collection[str], *, pictures: bool) -> set[str]:
    """The SHA-256 of every file that we handed out for these certificates. Two statements.

    Signed papers are kept and known by their digest; everything else is the same bytes each time it is made.
    """
    found = set(Paper.objects.filter(certificate__code__in=codes).values_list("sha256", flat=True))
    rows = Certificate.objects.with_status().filter(code__in=codes).values(*FIELDS, "credential")
    for row in rows:
        if not (verified := verdict(row)).genuine:
            continue
        files = [as_bytes(document(verified)), row["credential"].encode()]
        if pictures and row["credential"]:
            facts = verified.facts
            picture = picturing.badge(facts["course"]["title"], facts["hours"]["value"], facts["sample"])
            files.append(baking.baked(picture, row["credential"].encode()))
        found |= {sha256(file).hexdigest() for file in files}
    return found
