from django.urls import path

from . import views

app_name = "interchange"
urlpatterns = [
    path("references/<slug:key>.bib", views.reference_bibtex, name="reference_bibtex"),
]
