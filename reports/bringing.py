"""Hours from elsewhere: what a person adds to their own list and takes off it again."""

from django.db import transaction

from accounts.auditing import audit
from courses.models import ExternalCredit

from .evidence import Evidence


@transaction.atomic
def bring(credit: ExternalCredit, evidence: Evidence | None) -> ExternalCredit:
    """List hours from elsewhere, with the evidence if there is any."""
    if evidence:
        credit.evidence = evidence.content
        credit.evidence_type = evidence.content_type
        credit.evidence_name = f"certificate.{evidence.extension}"
    credit.save()
    audit(credit.holder, "external credit added", credit, hours=str(credit.hours))
    return credit


@transaction.atomic
def drop(credit: ExternalCredit) -> None:
    """Take hours off the list, evidence and all. No record of ours hangs on them."""
    audit(credit.holder, "external credit removed", credit, hours=str(credit.hours))
    credit.delete()
