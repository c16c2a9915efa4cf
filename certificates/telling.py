"""What holders are told by mail, once for each thing that happened. The mail commits with the event."""

import json
from collections.abc import Mapping

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from accounts.mailing import owe

from . import codes
from .models import Certificate, CertificateEvent


def issued(certificate: Certificate) -> None:
    tell("ready", certificate, about=certificate)


def corrected(certificate: Certificate, old: Certificate) -> None:
    """Tell of the new one, and that the old one no longer counts."""
    tell("corrected", certificate, about=certificate, old_serial=old.serial, name=certificate.name)


def reissued(certificate: Certificate, old: Certificate, *, reason: str) -> None:
    """Tell of the new one, why, and that the old one no longer counts."""
    tell("reissued", certificate, about=certificate, old_serial=old.serial, reason=reason)


def revoked(event: CertificateEvent) -> None:
    """The public reason only: the private one is the registrar's."""
    tell("revoked", event.certificate, about=event, reason=event.public_reason)


def reinstated(event: CertificateEvent) -> None:
    tell("reinstated", event.certificate, about=event)


def tell(kind: str, certificate: Certificate, *, about: Model, **more: str) -> None:
    """Owe the holder a mail about a certificate or something that happened to it."""
    facts: Mapping = json.loads(certificate.facts)
    said = {
        "course": facts["course"]["title"],
        "serial": facts["serial"],
        "code": codes.grouped(certificate.code),
        "page": settings.PUBLIC_URL + reverse("certificates:show", args=[certificate.public_id]),
        "verify_at": facts["verify_at"],
        "notice": facts["notice"],
    }
    owe(certificate.completion.enrolment.learner, f"certificates/{kind}", about, said | more)
