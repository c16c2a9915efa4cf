"""Who is written to when a draft waits for approval."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from accounts.models import Grant, Role, User

from .models import ContentReview
from .reviewing import course_of


class CourseReviewersNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail writes to the groups of the task. This writes, beside it, to who reviews the draft's course alone."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super().can_handle(instance, **kwargs) and isinstance(instance.task.specific, ContentReview)

    def get_recipient_users(self, task_state: Any, **kwargs: Any) -> QuerySet[User]:
        course = course_of(task_state.workflow_state.content_object)
        held = Grant.objects.live().filter(
            role=Role.REVIEWER, scope=f"course:{course.public_id}" if course else None
        )
        already = super().get_recipient_users(task_state, **kwargs)
        found = User.objects.filter(pk__in=held.values("person")).exclude(pk__in=already.values("pk"))
        by = kwargs.get("user")
        return found.exclude(pk=by.pk) if by else found


notify_reviewers_of_the_course = CourseReviewersNotifier()


def connect() -> None:
    task_submitted.connect(
        notify_reviewers_of_the_course, sender=TaskState, dispatch_uid="courses.reviewers_of_the_course"
    )
