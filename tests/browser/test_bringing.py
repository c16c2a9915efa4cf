"""Bringing references into the library, in a real browser."""

import os
from pathlib import Path

from accounts.models import Role
from courses.models import Reference
from tests.browser.inspecting import violations
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory

PICTURES = os.environ.get("FASCIA_PICTURES", "")
LIST = """1. Hinds T, McEwan I. Effects of massage on limb blood flow. Med Sci Sports Exerc. 2004;36(8):1308-13. PMID: 15292742
2. Moyer CA, Seefeldt L. Does massage therapy reduce cortisol? J Bodyw Mov Ther. 2011;15(1):3-14.
3. 10.1016/j.jbmt.2010.06.001"""


def test_a_pasted_list_is_looked_at_mended_and_added(open_window):
    ReferenceFactory(key="flow", pmid="15292742")
    page = open_window(width=1280)
    sign_in(page, person_with(Role.ADMINISTRATOR))
    page.goto("/cms/references/bring/")
    page.get_by_label("Paste a list of references").fill(LIST)
    page.get_by_role("button", name="Look at them").click()

    page.get_by_text("2 new, 1 already in the library").wait_for()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert [each for each in violations(page) if "r-" in each or "main" in each] == []
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"brought-{width}-{scheme}.png", full_page=True)
    page.get_by_role("button", name="Add what is ticked").click()

    page.get_by_text("1 reference added. Cite it as @moyer2011").wait_for()
    assert Reference.objects.count() == 2
