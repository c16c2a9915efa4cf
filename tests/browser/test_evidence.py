"""The evidence of a course, its sources and the coverage of its objectives, in a browser."""

import json

from accounts.models import Role
from courses.models import CoursePage, Reference
from tests.factories.accounts import person_with

from .inspecting import AXE, TAGS, inspect
from .signing_in import sign_in

COURSE = "science-of-medical-massage"


def test_the_evidence_page_and_a_source_are_for_everybody(house, open_window):
    window = open_window(width=360, height=800)
    window.goto(f"/evidence/{COURSE}/")
    inspect(window)
    window.set_viewport_size({"width": 1280, "height": 900})
    inspect(window)

    mark = window.locator(".cloth-marks a").first
    target = mark.get_attribute("href")
    mark.click()
    assert window.locator(f"{target}:target").count() == 1

    window.goto(f"/references/{Reference.objects.order_by('key').first().key}/")
    inspect(window)


def test_the_coverage_matrix_has_nothing_that_axe_finds(house, open_window):
    page = CoursePage.objects.get(slug=COURSE)
    person = person_with(Role.ADMINISTRATOR)
    for width in (360, 1280):
        window = open_window(width=width)
        sign_in(window, person)
        for scheme in ("light", "dark"):
            window.emulate_media(color_scheme=scheme)
            window.goto(f"/cms/coverage/{page.pk}/")
            assert ours(window) == []


def ours(window):
    """What axe finds in the main region: Wagtail's own frame is Wagtail's."""
    window.evaluate(AXE)
    options = json.dumps({"runOnly": {"type": "tag", "values": TAGS}})
    found = window.evaluate(f"() => axe.run('main', {options})")
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]
