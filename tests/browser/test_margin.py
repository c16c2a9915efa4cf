"""References in the margin of a lesson."""

import pytest
from playwright.sync_api import expect

LESSON = """
<div class="reader"><div></div><article class="reader-text prose">
  <p>Skin warms<sup class="cite"><a href="#ref-hinds">1</a></sup>, and again<sup class="cite"><a href="#ref-hinds">1</a></sup>.</p>
  <details open><summary>What was measured</summary><p>Flow<sup class="cite"><a href="#ref-bo">2</a></sup>.</p></details>
  <div class="table-scroll"><table><tbody><tr><td>Cited in a table only<sup class="cite"><a href="#ref-cy">4</a></sup></td><td>Wide</td></tr></tbody></table></div>
  <p>Nobody knows<sup class="cite"><a href="#ref-gone">3</a></sup>.</p>
  <ol class="references"><li id="ref-hinds">Hinds, 2004. <a href="/">Read it</a></li><li id="ref-bo">Bo, 2009.</li><li id="ref-cy">Cy, 2011.</li></ol>
</article></div>
"""


@pytest.fixture
def open_lesson(open_window, live_server):
    """A page of ours that carries a lesson with citations, at a given width."""

    def open_(width, javascript=True):
        page = open_window(width=width, javascript=javascript)

        def answer(route):
            response = route.fetch()
            text = response.text().replace(
                "</main>", f"</main>{LESSON}<script src='/static/js/margin.js'></script>"
            )
            route.fulfill(response=response, body=text)

        page.route("**/policies/", answer)
        page.goto("/policies/")
        return page

    return open_


def test_the_first_citation_brings_its_reference_into_the_margin(open_lesson):
    page = open_lesson(1400)
    notes = page.locator(".sidenote")

    expect(notes).to_have_text(["1 Hinds, 2004.", "4 Cy, 2011."])
    text = page.locator(".reader-text").bounding_box()
    for note in (notes.nth(index).bounding_box() for index in range(2)):
        assert note["x"] > text["x"] + text["width"]
        assert note["x"] + note["width"] <= 1400
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1400


def test_on_a_phone_the_list_at_the_end_is_enough(open_lesson):
    page = open_lesson(360)

    expect(page.locator(".sidenote").first).to_be_hidden()
    expect(page.locator("#ref-hinds")).to_be_visible()


def test_without_a_script_the_list_at_the_end_is_there(open_lesson):
    page = open_lesson(1400, javascript=False)

    expect(page.locator(".sidenote")).to_have_count(0)
    expect(page.locator("#ref-hinds")).to_be_visible()
