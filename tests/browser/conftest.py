"""A real Chromium against a live server. Every page that a test opens is also a test of our CSP."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from bin.find_chromium import find as find_chromium
from courses.models import CoursePage
from courses.releasing import release
from quizzes.models import QuestionVersion

# Playwright runs an event loop in the test's thread; the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A busy machine is no fault of the page.
expect.set_options(timeout=15_000)

HERE = Path(__file__).parent
COURSE = "science-of-medical-massage"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            # Without the serialised rows (site, locale, root page) only the first test would find them.
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # as root, Chromium does not start with it
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": arguments}


@pytest.fixture
def open_window(browser, live_server):
    """Open a browser window of its own; at the end, fail if any of its pages complained."""
    complaints: list[str] = []
    contexts = []

    def listen(page):
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))

    def open_(*, width=1280, height=900, javascript=True, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(15_000)
        context.on("page", listen)
        contexts.append(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()
    # What a test refuses or cuts off on purpose, Chromium reports as an error too.
    meant = ("the server responded with a status of 4", "net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED")
    assert [text for text in complaints if not any(part in text for part in meant)] == []


@pytest.fixture
def house(live_server, settings, tmp_path):
    """The house as `make run` leaves it: content loaded, the course released, a key to sign with."""
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.PUBLIC_URL = live_server.url
    call_command("make_signing_key", directory=settings.CREDENTIAL_KEYS, verbosity=0)
    call_command("load_content", apply=True, verbosity=0)
    # The walk answers by options. Each kind is answered as people do in test_kinds.py.
    others = QuestionVersion.objects.exclude(kind__in=["single", "multiple"])
    others.update(status=QuestionVersion.Status.RETIRED)
    release(CoursePage.objects.get(slug=COURSE), by=None)
    return live_server
