"""What registrars see of certificates in the CMS."""

from django.urls import path, reverse
from wagtail import hooks

from accounts.cms_menu import RolesMenuItem
from accounts.policy import KEEPERS

from .views import causes, registry


class CertificatesMenuItem(RolesMenuItem):
    who = KEEPERS


@hooks.register("register_admin_urls")
def certificate_urls():
    return [
        path("certificates/", registry.certificates, name="certificates"),
        path("certificates/by-cause/", causes.causes, name="certificates_causes"),
        path(
            "certificates/by-cause/<slug:slug>/<int:pk>/<slug:act>/", causes.cause, name="certificates_cause"
        ),
        path("certificates/<int:pk>/", registry.certificate, name="certificate"),
        path("certificates/<int:pk>/<slug:name>/", registry.act, name="certificate_act"),
    ]


@hooks.register("register_admin_menu_item")
def certificates_menu_item():
    return CertificatesMenuItem("Certificates", reverse("certificates"), icon_name="success", order=220)
