from playwright.sync_api import expect

from tests.browser.inspecting import inspect


def test_every_component_in_every_state_is_accessible(open_window):
    page = open_window()

    page.goto("/specimen/")

    expect(page.locator("h1")).to_have_count(1)
    inspect(page)
