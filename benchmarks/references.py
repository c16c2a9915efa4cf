"""The plain views that everything is measured against, under the full production middleware."""

from django.http import HttpResponse
from django.urls import path

from .models import Mark


def ref_ok(request):
    return HttpResponse("ok")


def ref_q1(request):
    """One ORM query by primary key."""
    return HttpResponse(Mark.objects.get(pk=1).word)


def ref_ins(request):
    """One INSERT, committed and flushed."""
    return HttpResponse(str(Mark.objects.create(word="measured").pk))


urlpatterns = [
    path("ref/ok/", ref_ok),
    path("ref/q1/", ref_q1),
    path("ref/ins/", ref_ins),
]
