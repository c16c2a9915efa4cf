"""What happens once the last reviewer has approved a draft.

Wagtail imports this module while its own models load: at run time it may import none.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from wagtail.models import Page, WorkflowState

    from accounts.models import User

    from .models import Course


def publish_approved(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """Publish the approved draft. Wagtail calls this inside the transaction of the approval.

    The approval is the permission: reviewers may not publish anything else. Raises PermissionDenied, which
    undoes the approval, for whoever wrote part of what has changed since the last publication, and for reviewers
    of other courses: Wagtail knows them all as one group.
    """
    from .vouching import approve, approve_published

    page = workflow_state.content_object
    if user and wrote(user, page):
        raise PermissionDenied("Somebody else has to approve what you wrote.")
    if user and not may_review(user, page):
        raise PermissionDenied("You review other courses.")
    revision = page.get_latest_revision()
    if user:
        approve(revision.as_object(), by=user, revision_id=revision.pk)
    revision.publish(user=user, skip_permission_checks=True)
    if user and not revision.approved_go_live_at and page.get_latest_revision().pk == revision.pk:
        approve_published(page, by=user, revision_id=revision.pk)


def wrote(user: "User", page: "Page") -> bool:
    """Whether a person wrote part of what nobody has approved yet, published or not."""
    from .vouching import last_approved_revision

    approved = last_approved_revision([page.pk]).get(page.pk, 0)
    return page.revisions.filter(user=user, pk__gt=approved).exists()


def may_review(user: "User | AnonymousUser", page: "Page") -> bool:
    """Whoever reviews some courses reviews those alone. Who else is asked is Wagtail's to say: see its workflow."""
    from accounts.models import Role
    from accounts.policy import roles, roles_anywhere

    course = course_of(page)
    if course is None or Role.REVIEWER not in roles_anywhere(user):
        return True
    return bool(roles(user, f"course:{course.public_id}") & {Role.REVIEWER, Role.ADMINISTRATOR})


def reviews(user: "User | AnonymousUser", page: "Page") -> bool:
    """Whether a person reviews the course that a page stands in."""
    from accounts.models import Role
    from accounts.policy import roles

    course = course_of(page)
    return course is not None and Role.REVIEWER in roles(user, f"course:{course.public_id}")


def course_of(page: "Page") -> "Course | None":
    from .models import CoursePage

    found = CoursePage.objects.ancestor_of(page, inclusive=True).select_related("course").first()
    return found.course if found else None
