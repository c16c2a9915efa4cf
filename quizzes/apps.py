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
