"""What staff see of quizzes in the CMS: the bank, and what waits to be marked."""

from django.urls import path, reverse
from wagtail import hooks

from accounts.cms_menu import RolesMenuItem
from accounts.models import Role

from . import sitting_hooks  # noqa: F401  registers its own
from .views import bank, banks, correcting, marking, sources


class QuestionsMenuItem(RolesMenuItem):
    who = frozenset({Role.INSTRUCTOR, Role.REVIEWER, Role.ADMINISTRATOR})
    anywhere = True


class ReflectionsMenuItem(RolesMenuItem):
    who = frozenset({Role.INSTRUCTOR, Role.ADMINISTRATOR})
    anywhere = True


@hooks.register("register_admin_urls")
def question_urls():
    return [
        path("questions/", bank.questions, name="questions"),
        path("questions/banks/", banks.banks, name="question_banks"),
        path("questions/banks/<int:pk>/", banks.change, name="question_bank"),
        path("questions/new/<slug:kind>/", bank.write, name="question_write"),
        path("questions/preview/<slug:kind>/", bank.preview, name="question_preview"),
        path("questions/<int:pk>/", bank.question, name="question"),
        path("questions/<int:pk>/edit/", bank.edit, name="question_edit"),
        path("questions/<int:pk>/act/", bank.act, name="question_act"),
        path("questions/<int:pk>/correct/", correcting.correct, name="question_correct"),
        path("questions/<int:pk>/try/", bank.try_it, name="question_try"),
        path("references/<int:pk>/uses/", sources.uses, name="source_uses"),
        path("reflections/", marking.waiting, name="reflections"),
        path("reflections/<int:pk>/", marking.mark, name="reflection"),
    ]


@hooks.register("register_admin_menu_item")
def questions_menu_item():
    return QuestionsMenuItem("Questions", reverse("questions"), icon_name="help", order=205)


@hooks.register("register_admin_menu_item")
def reflections_menu_item():
    return ReflectionsMenuItem("Reflections", reverse("reflections"), icon_name="edit", order=206)
