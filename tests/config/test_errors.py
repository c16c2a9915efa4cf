import pytest
from django.test import override_settings
from django.urls import include, path


def broken(request):
    raise RuntimeError("planted")


urlpatterns = [path("broken/", broken), path("", include("config.urls"))]
handler500 = "config.errors.server_error"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_broken_page_names_the_request_and_nothing_else(client):
    client.raise_request_exception = False

    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert "planted" not in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so(client):
    answer = client.get("/nowhere/at/all/")

    assert answer.status_code == 404
    assert answer["X-Request-Id"] in answer.content.decode()
