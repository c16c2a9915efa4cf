from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from . import doorsigns

        doorsigns.connect()
        post_migrate.connect(make_groups, sender=self, dispatch_uid="accounts.make_groups")


def make_groups(using: str, **kwargs) -> None:
    """After each migrate: the CMS groups as the code has them, and who is in them. A database half-way migrated has none."""
    from wagtail.models import GroupPagePermission

    from .granting import sync_ended
    from .grouping import sync_groups

    review = apps.get_model("courses", "ContentReview")
    needed = {GroupPagePermission._meta.db_table, review._meta.db_table}
    if needed <= set(connections[using].introspection.table_names()):
        sync_groups()
        sync_ended()
