"""Several certificates as one ZIP: the signed PDFs, the credentials, and a list of what is in it."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from . import tables
from .codes import grouped
from .models import Certificate
from .papering import Wanted, paper
from .verifying import FIELDS, Verified, verdict

HEADER = [
    "Certificate",
    "Status",
    "Name",
    "Course",
    "CE hours",
    "Completed on",
    "Code",
    "Check it at",
    "File",
]
READ_ME = """These certificates were issued by {provider}.

certificates.csv lists them, with their status when this file was made.
Each PDF is signed, and each JSON file is the same certificate as an Open Badges 3.0 credential.
Status can change: check a code at {address}, without an account.
How to check without us: {address}, under "How we know".
"""


def bundle(certificates: Sequence[Certificate], *, provider: str, address: str) -> bytes:
    """The ZIP. What isn't as it was signed is left out of it. Each certificate costs a fixed number of statements."""
    out, listed = BytesIO(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for certificate, verified in judged(certificates):
            files = list(files_of(certificate, verified))
            for name, content in files:
                archive.writestr(name, content)
            listed.append(line(verified, files[0][0]))
        archive.writestr("certificates.csv", tables.as_csv(HEADER, listed))
        archive.writestr("READ ME.txt", READ_ME.format(provider=provider, address=address))
    return out.getvalue()


def judged(certificates: Sequence[Certificate]) -> Iterator[tuple[Certificate, Verified]]:
    rows: Mapping[int, Any] = {
        row["pk"]: row
        for row in Certificate.objects.with_status()
        .filter(pk__in=[certificate.pk for certificate in certificates])
        .values("pk", *FIELDS)
    }
    for certificate in certificates:
        verified = verdict(rows[certificate.pk])
        if verified.genuine:
            yield certificate, verified


def files_of(certificate: Certificate, verified: Verified) -> Iterator[tuple[str, bytes]]:
    """A paper for each approval, then the credential."""
    for approval in range(max(len(verified.facts["approvals"]), 1)):
        ending = f"-{approval + 1}" if approval else ""
        made = paper(certificate, verified, Wanted(approval))
        yield f"certificate-{certificate.serial}{ending}.pdf", bytes(made.content)
    if certificate.credential:
        yield f"certificate-{certificate.serial}.json", certificate.credential.encode()


def line(verified: Verified, file: str) -> list[str]:
    facts = verified.facts
    return [
        facts["serial"],
        verified.word,
        facts["name"],
        facts["course"]["title"],
        facts["hours"]["value"],
        facts["completed"]["on"],
        grouped(facts["code"]),
        facts["verify_at"],
        file,
    ]
