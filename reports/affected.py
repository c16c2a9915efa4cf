"""Whose certificates a question touched: where quizzes and certificates meet."""

from certificates.causes import LISTED, Cause, register
from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from quizzes.models import AttemptItem, QuestionVersion


def served(version: QuestionVersion) -> CertificateQuerySet:
    """Certificates of all that were asked this version of a question on the way to their completion."""
    asked = AttemptItem.objects.filter(version=version).values("attempt__enrolment")
    return Certificate.objects.filter(completion__enrolment__in=asked)


def label(version: QuestionVersion) -> str:
    """Its id and number, never its text: it may still be asked."""
    return f"{version.question}, version {version.number}, {version.get_status_display().lower()}"


def register_causes() -> None:
    register(
        Cause(
            "question",
            "A question",
            "Everything that was issued to somebody who was asked this version of a question, right or wrong.",
            lambda: (
                QuestionVersion.objects.filter(status=QuestionVersion.Status.VOID)
                .select_related("question")
                .order_by("-pk")[:LISTED]
            ),
            lambda pk: QuestionVersion.objects.filter(pk=pk).select_related("question").first(),
            label,
            served,
        )
    )
