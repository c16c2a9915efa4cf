from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Fascia"

    def ready(self) -> None:
        from .admin_csp import draw_choosers_without_inline_scripts

        draw_choosers_without_inline_scripts()
