from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("transcript/", views.transcript, name="transcript"),
    path("transcript.csv", views.transcript_csv, name="transcript_csv"),
    path("renewals/", views.renewals, name="renewals"),
    path("renewals/<int:pk>/cycle/", views.set_cycle, name="cycle"),
    path("credits/add/", views.add_external, name="add_external"),
    path("credits/<uuid:public_id>/remove/", views.remove_external, name="remove_external"),
    path("credits/<uuid:public_id>/evidence/", views.evidence, name="evidence"),
]
