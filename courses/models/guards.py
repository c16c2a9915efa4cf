"""What Wagtail would let authors do with a page, or wouldn't, and we say otherwise."""

from django.core.exceptions import PermissionDenied
from wagtail.models import Page, PagePermissionTester


class CoursePermissions(PagePermissionTester):
    """Authors order their lessons. Nobody reads another order before the next release."""

    def can_reorder_children(self) -> bool:
        return super().can_reorder_children() or (self.can_edit() and self.can_add_subpage())


class StepPermissions(PagePermissionTester):
    def can_move_to(self, destination: Page) -> bool:
        """Within its course a step moves with the order, whether it is published or not."""
        if self.page.is_child_of(destination):
            return destination.permissions_for_user(self.user).can_reorder_children()
        return super().can_move_to(destination)


class FrozenRevisionsMixin:  # stands before Page in the bases, which has what it asks for
    """Refuse to rewrite a revision that was published, is scheduled, or was sent to review.

    Autosave names the revision that it overwrites. Wagtail would let an author without the right to
    publish rewrite the very revision that a reviewer has approved.
    """

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        if overwrite_revision is not None and (
            overwrite_revision.pk == self.live_revision_id  # type: ignore[attr-defined]
            or overwrite_revision.approved_go_live_at
            or overwrite_revision.task_states.exists()
        ):
            raise PermissionDenied(
                "This version was published or sent to review. Reload the page to start a new one."
            )
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]
