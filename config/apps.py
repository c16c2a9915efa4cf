from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Fascia"

    def ready(self) -> None:
        from .admin_csp import draw_choosers_without_inline_scripts

        draw_choosers_without_inline_scripts()
        # The signal is sent for apps with models, so once for the lowest of ours.
        post_migrate.connect(create_cache_table, sender=apps.get_app_config("accounts"))


def create_cache_table(using: str, **kwargs) -> None:
    """The embedded cache stands in a table. Django makes it by a command; nobody should have to remember it."""
    call_command("createcachetable", database=using, verbosity=0)
