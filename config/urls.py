from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import cms_login, demo_mails, front_login
from courses.views.files import cms_picture

from .health import healthz, readyz
from .robots import robots
from .specimen import specimen

handler500 = "config.errors.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("specimen/", specimen, name="specimen"),
    path("policies/", TemplateView.as_view(template_name="policies.html"), name="policies"),
    path("", include("courses.urls")),
    path("", include("quizzes.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
    path("", include("interchange.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("media/<path:name>", cms_picture, name="cms_picture"),
    path("cms/login/", cms_login, name="cms_login"),
    path("_util/login/", front_login, name="front_login"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
if settings.DEMO:
    # Before Wagtail's, which takes every address that is left.
    urlpatterns.insert(0, path("demo/mails/", demo_mails, name="demo_mails"))
