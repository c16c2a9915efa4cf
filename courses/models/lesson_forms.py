from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class LessonForm(WagtailAdminPageForm):
    """Offers, and takes, objectives of the course that the lesson stands in, or is about to stand in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("objectives")
        if field is None:
            return
        course_id = getattr(self.parent_page.specific, "course_id", None) if self.parent_page else None
        field.queryset = field.queryset.filter(course=course_id)
        field.error_messages["invalid_choice"] = (
            "An objective that you chose is not one of this course. Choose from those in the list."
        )
