"""Where the pages of a quiz stand in the CMS for who teaches or keeps records. Read by wagtail_hooks."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from accounts.cms_menu import RolesMenuItem
from accounts.policy import KEEPERS
from courses.policy import TEACHERS

from .models import QuizPage
from .policy import can
from .views import evaluating, rehearsing


class QuizzesMenuItem(RolesMenuItem):
    who = TEACHERS
    anywhere = True


class TimeMenuItem(RolesMenuItem):
    who = KEEPERS


@hooks.register("register_admin_urls")
def quiz_urls():
    return [
        path("quizzes/", evaluating.quizzes, name="quiz_list"),
        path("quizzes/try/<int:pk>/", rehearsing.rehearse, name="quiz_rehearsal"),
        path("quizzes/<int:pk>/", evaluating.quiz_statistics, name="quiz_statistics"),
        path("quizzes/<int:pk>/regrade/<int:version_pk>/", evaluating.regrade, name="quiz_regrade"),
        path("quizzes/disputes/<int:pk>/", evaluating.answer_dispute, name="dispute_answer"),
        path("quizzes/attempts/<uuid:attempt_id>/reopen/", evaluating.reopen, name="attempt_reopen"),
        path("more-time/", evaluating.accommodations, name="accommodations"),
    ]


@hooks.register("register_admin_menu_item")
def quizzes_menu_item():
    return QuizzesMenuItem("Quizzes", reverse("quiz_list"), icon_name="tasks", order=207)


@hooks.register("register_admin_menu_item")
def time_menu_item():
    return TimeMenuItem("More time", reverse("accommodations"), icon_name="time", order=208)


@hooks.register("register_page_header_buttons")
def rehearsal_button(page, user, view_name, next_url=None):
    if (
        page.specific_class is QuizPage
        and page.pk
        and can(user, "rehearse", page.get_parent().specific.course)
    ):
        yield Button(
            "Try the whole quiz", reverse("quiz_rehearsal", args=[page.pk]), icon_name="view", priority=5
        )
