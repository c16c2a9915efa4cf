from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from courses.signals import course_completed

        from . import checks  # noqa: F401  registers itself
        from .receivers import issue_on_completion

        course_completed.connect(issue_on_completion, dispatch_uid="certificates.issue_on_completion")
