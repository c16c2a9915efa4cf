from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("certificates/", views.mine, name="mine"),
    path("certificates/<uuid:public_id>/", views.show, name="show"),
    path("certificates/<uuid:public_id>/certificate.pdf", views.pdf, name="pdf"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verified, name="verified"),
    path("verify/<str:code>/facts.json", views.facts, name="facts"),
    path("credentials/keys.json", views.keys, name="keys"),
]
