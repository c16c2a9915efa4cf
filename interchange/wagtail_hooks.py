from django.urls import path
from wagtail import hooks

from . import views


@hooks.register("register_admin_urls")
def reference_urls():
    return [path("references/bring/", views.bring, name="references_bring")]
