from tests.browser.inspecting import inspect


def test_every_component_in_every_state_is_accessible(open_window):
    page = open_window()

    page.goto("/specimen/")

    assert page.locator("h1").count() == 1
    inspect(page)
