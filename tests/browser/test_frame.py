"""The frame of every page: its head, its settings for reading, and what it does without a script."""

import pytest
from playwright.sync_api import expect

from tests.browser.inspecting import inspect, overflow

PAGE = "/policies/"


def background(page):
    return page.evaluate("() => getComputedStyle(document.body).backgroundColor")


def test_a_page_in_the_frame_is_accessible(open_window):
    page = open_window()

    page.goto(PAGE)

    inspect(page)


def test_a_page_that_does_not_exist_is_in_the_frame(open_window):
    page = open_window()

    page.goto("/no-such-page/")

    expect(page.locator("h1")).to_have_text("There's no page at this address")
    assert len(page.locator(".error-page-reference .code").inner_text()) == 16
    inspect(page)


def test_our_typefaces_arrive(open_window):
    page = open_window()

    page.goto(PAGE)

    assert page.evaluate("() => document.fonts.ready.then(() => document.fonts.check('16px Literata'))")
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily").startswith(
        "Literata"
    )


def test_the_skip_link_comes_first_and_leads_to_the_text(open_window):
    page = open_window()
    page.goto(PAGE)

    page.keyboard.press("Tab")
    first = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert first == "Skip to the text"
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_a_theme_is_kept_on_the_next_page(open_window):
    page = open_window(color_scheme="light")
    page.goto(PAGE)
    light = background(page)

    page.get_by_label("Text size and theme").click()
    page.get_by_role("button", name="Dark").click()

    dark = background(page)
    assert dark != light
    page.goto("/specimen/")
    assert background(page) == dark
    page.locator(".site-head").get_by_label("Text size and theme").click()
    assert (
        page.locator(".site-head").get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    )


def test_larger_text_is_larger_and_can_be_undone(open_window):
    page = open_window()
    page.goto(PAGE)

    def size():
        return page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")

    page.get_by_label("Text size and theme").click()
    page.get_by_role("button", name="Larger").click()
    larger = size()
    page.get_by_role("button", name="Normal").click()

    assert (larger, size()) == (21, 16)


def test_escape_closes_the_settings_and_gives_the_focus_back(open_window):
    page = open_window()
    page.goto(PAGE)
    page.get_by_label("Text size and theme").click()
    page.get_by_role("button", name="Light").focus()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Light")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"


def test_without_a_script_there_is_no_button_that_does_nothing(open_window):
    page = open_window(javascript=False)

    page.goto(PAGE)

    expect(page.get_by_text("Aa", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="Verify")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_text_may_be_spaced_out(open_window, width):
    """WCAG 1.4.12: nothing is lost when a reader sets lines, letters and words further apart."""
    page = open_window(width=width)
    page.goto("/specimen/")

    page.evaluate(
        """() => document.querySelectorAll("*").forEach(({ style }) => {
            style.lineHeight = "1.5"; style.letterSpacing = "0.12em"; style.wordSpacing = "0.16em";
        })"""
    )

    assert overflow(page) == []


def test_half_the_window_at_twice_the_text_still_reflows(open_window):
    page = open_window(width=640)
    page.goto("/specimen/")

    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")

    assert overflow(page) == []
