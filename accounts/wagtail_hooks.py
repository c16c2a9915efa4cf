from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks

from .cms_menu import RolesMenuItem
from .models import User
from .policy import KEEPERS
from .views.mails import UncertainMails

KEPT = "People are never deleted: records rest on them. To close an account, take “Active” away from it."


class ForRegistrars(RolesMenuItem):
    who = KEEPERS


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


@hooks.register("before_delete_user")
def keep_person(request, user):
    messages.error(request, KEPT)
    return redirect("wagtailusers_users:edit", user.pk)


@hooks.register("before_bulk_action")
def keep_people(request, action_type, objects, action):
    if action_type == "delete" and User in action.models:
        messages.error(request, KEPT)
        return redirect("wagtailusers_users:index")
    return None
