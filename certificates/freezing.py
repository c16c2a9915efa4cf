"""From rows to the plain values that a certificate freezes."""

from datetime import date

from courses.models import Approval, Edition

from .facts import Approved, Taught


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
        )
        for approval in valid.order_by("accreditor", "valid_from")
    ]
