from django.urls import path, re_path

from . import views

app_name = "courses"
urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("evidence/<slug:code>/", views.evidence, name="evidence"),
    path("references/<slug:key>/", views.reference, name="reference"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/stop/<str:token>/", views.stop_corrections, name="stop_corrections"),
    path("outside/<str:token>/", views.outside_review, name="outside"),
    path("outside/<str:token>/corrections/<int:pk>/", views.outside_correction, name="outside_correction"),
    path("outside/<str:token>/<int:pk>/", views.outside_step, name="outside_step"),
    path("outside/<str:token>/<int:pk>/<str:digest>/", views.outside_recording, name="outside_recording"),
    path("learn/", views.learn, name="learn"),
    re_path(r"^learn/assets/(?P<digest>[0-9a-f]{64})$", views.asset, name="asset"),
    path("learn/<slug:code>/", views.outline, name="outline"),
    path("learn/<slug:code>/enrol/", views.enrol, name="enrol"),
    path("learn/<slug:code>/search/", views.search, name="search"),
    path("learn/<slug:code>/changes/", views.changes, name="changes"),
    path("learn/<slug:code>/begin/", views.begin, name="begin"),
    path("learn/<slug:code>/<slug:slug>/", views.read, name="read"),
    path("learn/<slug:code>/<slug:slug>/finish/", views.finish, name="finish"),
    path("learn/<slug:code>/<slug:slug>/place/", views.keep_place, name="place"),
    path("learn/<slug:code>/<slug:slug>/notes/", views.notes, name="notes"),
    path("learn/<slug:code>/<slug:slug>/notes/<int:pk>/", views.note, name="note"),
    path("learn/<slug:code>/<slug:slug>/notes/<int:pk>/delete/", views.delete_note, name="delete_note"),
    path("learn/<slug:code>/<slug:slug>/bookmark/", views.bookmark, name="bookmark"),
    path("learn/<slug:code>/<slug:slug>/ask/", views.ask, name="ask"),
    path("learn/<slug:code>/<slug:slug>/evaluate/", views.evaluate, name="evaluate"),
    path("learn/<slug:code>/<slug:slug>/confirm/", views.attest, name="attest"),
]
