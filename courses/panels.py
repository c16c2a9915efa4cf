"""Panels of ours in Wagtail's editor."""

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel


class AdvicePanel(Panel):
    """*Must fix before release* and *Could be better*, above the lesson that is being written."""

    class BoundPanel(Panel.BoundPanel):
        class Media:
            css = {"all": ["css/cms/advice.css"]}

        template_name = "courses/cms/advice.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict:
            from .advising import advise  # the models load this module, and advice reads the models

            context = super().get_context_data(parent_context)
            return context | {"advice": advise(self.instance, timezone.localdate())}


class CourseAdvicePanel(AdvicePanel):
    """The same above a course: everything that a release would refuse, and the holes of its coverage."""

    class BoundPanel(AdvicePanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict:
            from .advising import advise_course

            context = super(AdvicePanel.BoundPanel, self).get_context_data(parent_context)
            advice = advise_course(self.instance, timezone.localdate())
            return context | {"advice": advice, "is_course": True}
