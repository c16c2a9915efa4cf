"""Reading how the questions of a quiz do, without the page around it: what that alone asks of the database."""

from functools import cache

from django.http import JsonResponse
from django.urls import path

from courses.models import EditionStep
from quizzes import evaluating

from .world import World


@cache
def post_test() -> EditionStep:
    return World().step("quiz")


def item_statistics(request):
    rows, _ = evaluating.evaluated(post_test())
    return JsonResponse({"questions": len(rows), "attempts": max(row.found.count for row in rows)})


urlpatterns = [path("ref/items/", item_statistics)]
