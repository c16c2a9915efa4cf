"""What every test may use. Nothing is skipped silently: with CI=true a missing tool is a failure."""

import os

import pytest
from django.db import connection
from hypothesis import settings

from bin.find_chromium import find as find_chromium

# An example that is slow on a busy machine is not wrong. What must be quick has a test of its own.
settings.register_profile("house", deadline=None)
# Where a change is judged, it gets the same verdict twice; on a developer's machine, every run looks further.
settings.register_profile("judge", settings.get_profile("house"), derandomize=True)
settings.load_profile("judge" if os.environ.get("CI") else "house")


def pytest_collection_modifyitems(items):
    """After each test that commits, the database is emptied: let the next one find the migrations' rows.

    All of them alike, since a flush without this writes such rows anew, under other keys.
    """
    for item in items:
        if "transactional_db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True), append=False)
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            marker.kwargs["serialized_rollback"] = True


def pytest_runtest_setup(item):
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        missing("PostgreSQL: run `make test`, or set DATABASE_URL")
    if item.get_closest_marker("browser") and find_chromium() is None:
        missing("Chromium: install it, or set FASCIA_CHROMIUM")


def missing(what: str) -> None:
    """A developer without the tool may go on; a machine that decides may not."""
    if os.environ.get("CI"):
        pytest.fail(f"This test needs {what}.")
    pytest.skip(f"needs {what}")
