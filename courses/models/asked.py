"""Who is asked to approve a draft."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, get_default_page_content_type

from accounts.models import Grant, Role
from accounts.policy import roles, roles_anywhere
from courses.reviewing import may_review, reviews
from courses.scoping import public_ids

from .pages import CoursePage

EVERYWHERE = {Role.REVIEWER, Role.ADMINISTRATOR}


class ContentReview(AbstractGroupApprovalTask):
    """Asks the groups that were chosen and, about each course, who reviews that course alone.

    Wagtail knows a group and no course: whoever is asked about one would read, and be written to about, all.
    """

    class Meta:
        verbose_name = "content review"

    @classmethod
    def get_description(cls) -> str:
        return "The groups that you choose, and who reviews the course of the draft, can approve this task"

    def asks(self, page: Any, user: Any) -> bool:
        """Whether a person may decide on a page while this task is under way."""
        if user.is_superuser:
            return True
        return may_review(user, page) and (self._user_in_groups(user) or reviews(user, page))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.asks(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self.asks(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.asks(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self.asks(obj, user):
            return []
        return [
            ("reject", "Request changes", True),
            ("approve", "Approve", False),
            ("approve", "Approve with comment", True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser or (self._user_in_groups(user) and is_not_confined(user)):
            return waiting
        return waiting.filter(
            workflow_state__base_content_type=get_default_page_content_type(),
            workflow_state__object_id__in=reviewed_page_ids(user),
        )


def is_not_confined(user: Any) -> bool:
    """Whoever reviews some courses is asked about those alone, whatever group they are in besides."""
    return Role.REVIEWER not in roles_anywhere(user) or bool(roles(user) & EVERYWHERE)


def reviewed_page_ids(user: Any) -> QuerySet:
    """The pages of the courses that a person reviews, as workflows name them: by words."""
    held = Grant.objects.live().of(user).filter(role=Role.REVIEWER).values_list("scope", flat=True)
    pages = Page.objects.none()
    for course in CoursePage.objects.filter(course__public_id__in=public_ids(held)):
        pages |= Page.objects.descendant_of(course, inclusive=True)
    return pages.values_list(Cast("pk", CharField()), flat=True)
