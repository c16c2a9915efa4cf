import pytest
from django.test import override_settings


def test_every_answer_carries_an_id_of_its_own(client):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert len(first["X-Request-Id"]) == 16
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_an_id_from_outside_is_not_believed(client):
    answer = client.get("/healthz", headers={"X-Request-Id": "chosen-by-a-stranger"})

    assert answer["X-Request-Id"] != "chosen-by-a-stranger"


@override_settings(TRUSTED_PROXY_COUNT=1)
@pytest.mark.parametrize(
    ("given", "kept"), [("0123-abcd-proxy", True), ("two\nlines", False), ("x" * 65, False), ("short", False)]
)
def test_an_id_from_a_trusted_proxy_is_kept_when_it_is_safe(client, given, kept):
    answer = client.get("/healthz", headers={"X-Request-Id": given})

    assert (answer["X-Request-Id"] == given) is kept


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/", "/healthz"])
def test_no_cache_may_keep_a_page(client, path):
    kept = {word.strip() for word in client.get(path)["Cache-Control"].split(",")}

    assert {"private", "no-store"} <= kept


@pytest.mark.django_db
def test_scripts_are_strict_everywhere_and_styles_too_outside_the_cms(client):
    ours = client.get("/accounts/login/")["Content-Security-Policy"]
    cms = client.get("/cms/login/")["Content-Security-Policy"]

    assert "unsafe" not in ours
    assert "style-src 'self' 'unsafe-inline'" in cms
    assert "unsafe" not in cms.replace("style-src 'self' 'unsafe-inline'", "")
