"""What registrars see of reports in the CMS."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .policy import keeps_records
from .views import rosters


class ForKeepers(MenuItem):
    def is_shown(self, request) -> bool:
        return keeps_records(request.user)


@hooks.register("register_admin_urls")
def roster_urls():
    return [
        path("rosters/", rosters.rosters_page, name="rosters"),
        path("rosters/<int:pk>/", rosters.roster, name="roster"),
        path("rosters/<int:pk>/roster.<slug:kind>", rosters.roster_file, name="roster_file"),
    ]


@hooks.register("register_admin_menu_item")
def rosters_menu_item():
    return ForKeepers("Rosters for boards", reverse("rosters"), icon_name="table", order=225)
