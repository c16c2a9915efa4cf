from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        """A question belongs to the course whose objective it tests."""
        from wagtail.permissions import register_permission_policy

        from courses.scoping import GrantPolicy

        from .models import Question

        policy = GrantPolicy(Question, "objective__course", "add", "change", "view")
        register_permission_policy(Question, policy)

    def draw_practice(self, frozen: dict, code: str) -> str:
        """The HTML of a question in a lesson of a course, without its key. Lessons ask for it by our name."""
        from .practising import drawn  # models aren't there yet when this module loads

        return drawn(frozen, code)

    def draw_sample(self) -> str:
        """The HTML of a question that stands in no bank, for the list of blocks."""
        from .practising import sample  # models aren't there yet when this module loads

        return sample()

    def questions_outside(self, token: str, invitation: Any, steps: Sequence[Any]) -> str:
        """For a reviewer's page of a course: how many of its questions they judged. It asks for it by our name."""
        from .outside_reading import section

        return section(token, invitation, steps)

    def said_outside(self, course: Any) -> Mapping[int, str]:
        """What each reviewer from outside said of the questions of a course, by invitation, for its author."""
        from .outside_reading import said_in

        return said_in(course)
