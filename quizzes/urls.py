from django.urls import path

from . import views

app_name = "quizzes"
urlpatterns = [
    path("outside/<str:token>/questions/", views.outside_questions, name="outside_questions"),
    path("outside/<str:token>/questions/all/", views.outside_all, name="outside_all"),
    path("outside/<str:token>/questions/<uuid:uuid>/", views.outside_question, name="outside_question"),
    path("learn/<slug:code>/<slug:slug>/quiz/", views.start, name="start"),
    path("learn/<slug:code>/check/<uuid:uuid>/<int:number>/", views.check, name="check"),
    path("attempts/<uuid:attempt_id>/", views.overview, name="overview"),
    path("attempts/<uuid:attempt_id>/<int:number>/", views.question, name="question"),
    path("attempts/<uuid:attempt_id>/<int:number>/wrong/", views.dispute, name="dispute"),
    path("attempts/<uuid:attempt_id>/answer/", views.save, name="save"),
    path("attempts/<uuid:attempt_id>/state/", views.state, name="state"),
    path("attempts/<uuid:attempt_id>/submit/", views.submit, name="submit"),
    path("attempts/<uuid:attempt_id>/result/", views.result, name="result"),
]
