from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from .affected import register_causes  # models aren't there before

        register_causes()
