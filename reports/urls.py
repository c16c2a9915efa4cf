from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("transcript/", views.transcript, name="transcript"),
    path("transcript.csv", views.transcript_csv, name="transcript_csv"),
]
