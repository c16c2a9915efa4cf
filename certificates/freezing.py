"""From rows to the plain values that a certificate freezes."""

from datetime import date

from accounts.models import ProfessionalLicence, User
from courses.models import Approval, Edition

from .facts import Approved, Taught
from .licences import Licence


def taught(edition: Edition) -> Taught:
    manifest = edition.manifest
    return Taught(
        code=edition.course.code,
        title=edition.title,
        mode=edition.mode,
        hours=edition.hours,
        number=edition.number,
        sha256=edition.sha256,
        objectives=[objective["statement"] for objective in manifest["objectives"]],
        instructors=manifest["instructors"],
        pass_rules=manifest["pass_rules"],
    )


def approvals_on(edition: Edition, day: date) -> list[Approved]:
    """The approvals that covered an edition on the learner's day of completion."""
    valid = Approval.objects.covering(edition, day)
    return [
        Approved(
            accreditor=approval.accreditor,
            provider_number=approval.provider_number,
            course_number=approval.course_number,
            title=approval.title,
            certificate_title=approval.certificate_title,
            hours=approval.hours,
            category=approval.category,
            valid_from=approval.valid_from,
            valid_until=approval.valid_until,
        )
        for approval in valid.order_by("accreditor", "valid_from")
    ]


def held_licences(learner: User) -> list[Licence]:
    """The licences that a learner lists at the moment of issue."""
    rows = ProfessionalLicence.objects.filter(holder=learner)
    return [Licence(row.jurisdiction, row.number) for row in rows]
