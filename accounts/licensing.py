"""The licences a person says they hold. We list them; the board checks them."""

from datetime import date

from django.db import transaction

from .auditing import audit
from .models import LicenceCycle, ProfessionalLicence, User


class OverlappingCycle(ValueError):
    """Two renewal periods of one licence would share a day."""


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


@transaction.atomic
def set_cycle(
    licence: ProfessionalLicence, first: date, last: date, *, issued_on: date | None = None
) -> LicenceCycle:
    """Enter a renewal period, or correct the one that ends on the same day.

    Raises OverlappingCycle, and IntegrityError for one that ends before it begins.
    """
    # Whoever holds the licence's row decides: two requests cannot both find the days free.
    licence = ProfessionalLicence.objects.select_for_update().get(pk=licence.pk)
    others = licence.cycles.exclude(last=last)
    if others.overlapping(first, last).exists():
        raise OverlappingCycle
    if licence.issued_on != issued_on:
        licence.issued_on = issued_on
        licence.save(update_fields=["issued_on"])
    cycle, _ = LicenceCycle.objects.update_or_create(licence=licence, last=last, defaults={"first": first})
    audit(licence.holder, "cycle entered", licence, first=first.isoformat(), last=last.isoformat())
    return cycle


@transaction.atomic
def remove_cycle(cycle: LicenceCycle) -> None:
    """Take a renewal period away. No record hangs on it."""
    audit(cycle.licence.holder, "cycle removed", cycle.licence, last=cycle.last.isoformat())
    cycle.delete()
