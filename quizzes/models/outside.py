from django.db import models
from django.db.models import Q

from courses.models.outside import OutsideComment, Verdict


class OutsideQuestionVerdict(Verdict):
    """What an outside reviewer decided on one version of a question, which never changes. Appended."""

    invitation = models.ForeignKey(
        "courses.OutsideInvitation", on_delete=models.PROTECT, related_name="question_verdicts"
    )
    version = models.ForeignKey(
        "quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="outside_verdicts"
    )
    sha256 = models.CharField(max_length=64, help_text="Of all that was read: the version and what it tests.")

    class Meta(Verdict.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(approved=True),
                name="a_question_version_is_approved_outside_once",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(qualifications=""),
                name="an_outside_verdict_on_a_question_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(approved=True) | ~Q(words=""),
                name="who_asks_for_another_question_says_why",
            ),
        ]


class OutsideQuestionComment(models.Model):
    """What an outside reviewer says of a version of a question without deciding on it. Appended."""

    LONGEST = OutsideComment.LONGEST

    invitation = models.ForeignKey(
        "courses.OutsideInvitation", on_delete=models.PROTECT, related_name="question_comments"
    )
    version = models.ForeignKey(
        "quizzes.QuestionVersion", on_delete=models.PROTECT, related_name="outside_comments"
    )
    text = models.TextField(max_length=LONGEST)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"comment {self.pk}"
