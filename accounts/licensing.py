"""The licences a person says they hold. We list them; the board checks them."""

from django.db import transaction

from .auditing import audit
from .models import ProfessionalLicence, User


@transaction.atomic
def add_licence(holder: User, jurisdiction: str, number: str) -> ProfessionalLicence:
    """List a licence. Raises IntegrityError when it is listed already."""
    licence = ProfessionalLicence.objects.create(holder=holder, jurisdiction=jurisdiction, number=number)
    audit(holder, "license added", licence, jurisdiction=jurisdiction)
    return licence


@transaction.atomic
def remove_licence(licence: ProfessionalLicence, *, by: User) -> None:
    """Take a licence from the list. Certificates keep the number they were issued with."""
    audit(by, "license removed", licence, jurisdiction=licence.jurisdiction)
    licence.delete()
