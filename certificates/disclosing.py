"""What a holder lets the public page show."""

from django.db import transaction

from accounts.auditing import audit
from accounts.models import ProfessionalLicence, User

from .matching import family_name as guess
from .matching import is_part, name_key
from .models import Certificate, Disclosure
from .policy import require


class NotInName(ValueError):
    """The family name is no part of the name on the certificate, so nobody could know it."""


@transaction.atomic
def disclose(
    certificate: Certificate,
    *,
    by: User,
    confirm_only: bool,
    family_name: str = "",
    licence: ProfessionalLicence | None = None,
) -> Disclosure:
    """Keep the holder's choice. Raises PermissionDenied, and NotInName."""
    require(by, "disclose", certificate)
    name = certificate.name
    if confirm_only and not is_part(family_name, name):
        raise NotInName(f"“{family_name}” is no part of the name on the certificate.")
    chosen, _ = Disclosure.objects.update_or_create(
        certificate=certificate,
        defaults={
            "confirm_only": confirm_only,
            "family_name": family_name if confirm_only else "",
            "family_key": name_key(family_name) if confirm_only else "",
            "name_key": name_key(name) if confirm_only else "",
            "licence": licence,
        },
    )
    audit(by, "certificate.disclosed", certificate, confirm_only=confirm_only, shows_licence=bool(licence))
    return chosen


def carry_over(old: Certificate, new: Certificate) -> None:
    """A corrected certificate shows no more than the one it replaced did."""
    chosen = Disclosure.objects.filter(certificate=old).first()
    if chosen is None:
        return
    family = chosen.family_name if is_part(chosen.family_name, new.name) else guess(new.name)
    hidden = chosen.confirm_only
    Disclosure.objects.create(
        certificate=new,
        confirm_only=hidden,
        family_name=family if hidden else "",
        family_key=name_key(family) if hidden else "",
        name_key=name_key(new.name) if hidden else "",
        licence=chosen.licence,
    )
