"""Who may do what to a certificate. Whatever is not named here is refused.

A holder reaches their own by `visible_to`; everybody else sees one by its code.
"""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.policy import KEEPERS, Rules, decide, roles

from .models import Certificate

# So long a holder may mend their own name. After that a registrar compares it with the license.
OWN_CORRECTION = timedelta(days=30)


def can(user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Whether a person may do `action` to `obj`."""
    return decide(RULES, user, action, obj)


def require(user: User, action: str, certificate: Certificate) -> None:
    """Raise PermissionDenied unless the person may do this."""
    if not can(user, action, certificate):
        raise PermissionDenied(f"You may not {action} this certificate.")


def is_own(user: User | AnonymousUser, certificate: Certificate) -> bool:
    return certificate.completion.enrolment.learner_id == user.pk


def keeps_records(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Registrars and administrators, and never on a certificate of their own."""
    return bool(roles(user) & KEEPERS) and not is_own(user, certificate)


def may_correct(user: User | AnonymousUser, certificate: Certificate) -> bool:
    if is_own(user, certificate):
        return timezone.now() - certificate.issued_at <= OWN_CORRECTION
    return keeps_records(user, certificate)


def leads(user: User | AnonymousUser, organisation: Organisation) -> bool:
    return Organisation.objects.led_by(user).filter(pk=organisation.pk).exists()


RULES: Rules = {
    ("make keys", "accounts.Organisation"): leads,
    ("correct", "certificates.Certificate"): may_correct,
    ("reissue", "certificates.Certificate"): keeps_records,
    ("revoke", "certificates.Certificate"): keeps_records,
    ("disclose", "certificates.Certificate"): lambda user, certificate: is_own(user, certificate),
    ("reinstate", "certificates.Certificate"): keeps_records,
    ("share", "certificates.Certificate"): lambda user, certificate: is_own(user, certificate),
    ("withdraw", "certificates.ApiKey"): lambda user, key: bool(roles(user) & KEEPERS),
    ("withdraw", "certificates.ShareLink"): lambda user, link: link.holder_id == user.pk,
}
