"""Our own pages of the CMS, as axe sees them: the main region, light and dark, on a phone and on a desk."""

import pytest

from accounts.models import Role
from tests.browser.inspecting import AXE
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.released import course_pages

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
FOUND = """tags => axe.run("main", { runOnly: { type: "tag", values: tags } }).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => rule.id + " " + node.html.slice(0, 160))))"""


@pytest.mark.parametrize("width", [360, 1280])
def test_our_pages_of_the_cms_hold_for_everybody(open_window, width):
    pages = course_pages()
    page = open_window(width=width)
    sign_in(page, person_with(Role.ADMINISTRATOR))
    found = []
    for path in (
        "courses/start/",
        f"courses/{pages.course.pk}/from-word/",
        f"courses/{pages.course.pk}/duplicate/",
        "releases/",
        f"releases/{pages.course.pk}/",
    ):
        page.goto(f"/cms/{path}")
        page.evaluate(AXE)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{path} {scheme} {each}" for each in page.evaluate(FOUND, TAGS)]
    assert found == []
