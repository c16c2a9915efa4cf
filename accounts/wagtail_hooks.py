from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .policy import roles
from .views.mails import MAY_SEE, UncertainMails


class ForRegistrars(MenuItem):
    def is_shown(self, request) -> bool:
        return bool(roles(request.user) & MAY_SEE)


@hooks.register("register_admin_urls")
def mail_urls():
    return [
        path("reports/mails/", UncertainMails.as_view(), name="uncertain_mails"),
        path(
            "reports/mails/results/",
            UncertainMails.as_view(results_only=True),
            name="uncertain_mails_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def mail_menu_item():
    return ForRegistrars("Uncertain mails", reverse("uncertain_mails"), icon_name="mail", order=900)
