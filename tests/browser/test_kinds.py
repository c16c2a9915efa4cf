"""Every kind of question by keyboard alone, by screen reader, by touch on a phone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from quizzes import kinds, sitting
from tests.browser.inspecting import overflow
from tests.browser.signing_in import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.kinds import MAKERS, RIGHT
from tests.factories.quizzes import enrolled, quiz

every_kind = pytest.mark.parametrize("kind", kinds.names())
MOST_TABS = 60


@pytest.fixture
def sits(open_window):
    """A learner in front of one question of a kind: the page, the item, and the response that earns everything."""

    def open_(kind, **options):
        learner = UserFactory()
        released = quiz(questions=1, kinds=[kind])
        attempt = sitting.open_attempt(enrolled(released, learner), released.step)
        item = attempt.items.select_related("version").get()
        page = open_window(**options)
        sign_in(page, learner)
        page.goto(f"/attempts/{attempt.public_id}/1/")
        payload = item.version.payload
        return page, item, kinds.rule(kind).clean(payload, RIGHT[kind](payload))

    return open_


def controls(response, name="response"):
    """What has to be operated: the name of a field, and the value that it gets."""
    if isinstance(response, dict):
        for part, said in response.items():
            yield from controls(said, f"{name}.{part}")
    else:
        yield from ((name, value) for value in ([response] if isinstance(response, str) else response))


def field(page, name, value):
    """The control of a value: the button or box that has it, the list that offers it, or the line to write on."""
    chosen = page.locator(f"input[name='{name}'][value='{value}']")
    offering = page.locator(f"select[name='{name}']:has(option[value='{value}'])")
    if re.search(r"[^a-z0-9:-]", value) or not (chosen.count() or offering.count()):
        return page.locator(f":is(input[type=text], textarea)[name='{name}']")
    return chosen if chosen.count() else offering


def is_focused(locator):
    return locator.evaluate("it => it === document.activeElement")


def tab_to(page, locator, group=None):
    """Press Tab until it has the focus. A group of radio buttons is one stop: arrows go on from there."""
    for _ in range(MOST_TABS):
        if is_focused(locator):
            return
        if group and page.evaluate("name => document.activeElement.name === name", group):
            for _ in range(10):
                page.keyboard.press("ArrowDown")
                if is_focused(locator):
                    return
        page.keyboard.press("Tab")
    raise AssertionError(f"{locator} is not reached by keyboard")


def operate(page, name, value):
    control = field(page, name, value)
    kind = control.evaluate("it => it.type")
    tab_to(page, control, name if kind == "radio" else None)
    if kind in ("checkbox", "radio"):
        if not control.is_checked():
            page.keyboard.press("Space")
    elif kind == "select-one":
        wanted = control.evaluate("(it, value) => [...it.options].findIndex(o => o.value === value)", value)
        for _ in range(wanted):
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type(value)


@every_kind
def test_by_keyboard_alone(sits, kind):
    page, item, response = sits(kind)

    for name, value in controls(response):
        operate(page, name, value)
    tab_to(page, page.get_by_role("button", name="Check answers").last)
    page.keyboard.press("Enter")

    page.wait_for_url("**/attempts/*/")
    assert item.answers.latest("sequence").response == response


@every_kind
@pytest.mark.parametrize("javascript", [True, False])
def test_by_touch_on_a_phone(sits, kind, javascript):
    page, item, response = sits(
        kind, width=360, height=640, has_touch=True, is_mobile=True, javascript=javascript
    )

    for name, value in controls(response):
        touch(field(page, name, value), value)
    assert overflow(page) == []
    page.get_by_role("button", name="Check answers").last.tap()

    page.wait_for_url("**/attempts/*/")
    assert item.answers.latest("sequence").response == response


def touch(control, value):
    """With targets that a thumb hits."""
    kind = control.get_attribute("type") or control.evaluate("it => it.tagName")
    target = control.locator("xpath=ancestor::label") if kind in ("checkbox", "radio") else control
    assert target.bounding_box()["height"] >= 44
    if kind == "SELECT":
        control.select_option(value)
    elif kind in ("checkbox", "radio"):
        target.tap()
    else:
        control.tap()
        control.fill(value)


# What a screen reader is told of each kind: the question, what there is to choose from or to write on.
ROLES = {
    "single": "radio",
    "multiple": "checkbox",
    "true_false": "radio",
    "numeric": "textbox",
    "short": "textbox",
    "matching": "combobox",
    "ordering": "combobox",
    "gaps": "textbox",
    "vignette": "checkbox",
    "hotspot": "checkbox",
    "reflection": "textbox",
}


@every_kind
def test_what_a_screen_reader_is_told(sits, kind):
    page, item, response = sits(kind)
    question = page.locator(".quiz-item").first
    payload = item.version.payload

    before = question.aria_snapshot()
    for name, value in controls(response):
        operate(page, name, value)
    after = question.aria_snapshot()

    assert re.search(rf"- {ROLES[kind]}( |:)", before), before
    assert "Question 1 of 1" in before
    for words in prompts(kind, payload):
        assert words in before
    # Everything to be operated has a name.
    assert not re.search(r"- (radio|checkbox|combobox|textbox)( \[[a-z]+\])*:?$", before, re.MULTILINE), (
        before
    )
    assert before != after
    assert states(kind, after), after


def prompts(kind, payload):
    """What the question asks and offers, as it is read aloud."""
    if kind == "gaps":
        return ["layers", "Gap 1 of 3", "Gap 3 of 3"]
    said = [payload["stem"].split("\n")[0]]
    said += [row["text"] for name in ("options", "rows", "items") for row in payload.get(name, [])]
    said += [region["label"] for region in payload.get("regions", [])]
    for number, part in enumerate(payload.get("parts", []), 1):
        said += [f"Part {number} of {len(payload['parts'])}", *prompts(part["kind"], part["payload"])]
    return said


def states(kind, snapshot):
    """Whether it says what was chosen or written."""
    marks = {"radio": "[checked]", "checkbox": "[checked]", "combobox": "[selected]", "textbox": ": "}
    return marks[ROLES[kind]] in snapshot


@every_kind
def test_an_error_is_said_and_nothing_is_lost(sits, kind):
    """The page of a browser that sends what the question does not offer."""
    page, item, response = sits(kind)
    for name, value in controls(response):
        operate(page, name, value)
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('fascia.outbox'))")
    name, value = next(iter(controls(response)))

    forge(page, name)
    page.get_by_role("button", name="Check answers").last.click()

    page.get_by_role("alert").first.wait_for()
    assert item.answers.latest("sequence").response == response
    told = page.locator("main").aria_snapshot()
    assert re.search(r"- alert", told), told
    assert field(page, name, value).count() or page.locator(f"[name='{name}']").count()


def forge(page, name):
    """Put what no person can choose into a field, without its script noticing."""
    page.locator(f"[name='{name}']").first.evaluate(
        """it => {
            const value = "\\u0007 forged";
            if (it.tagName === "SELECT") it.append(new Option("x", value, true, true));
            else if (["checkbox", "radio"].includes(it.type)) it.checked = true;
            it.value = value;
        }"""
    )


def test_the_chart_takes_clicks_for_its_list(sits):
    page, item, response = sits("hotspot")
    regions = {region["id"]: region["label"] for region in MAKERS["hotspot"]()["regions"]}
    assert len(regions) == len(page.locator(".chart-region").all())

    for identity in response:
        page.locator(f".chart-region[data-for='response-{identity}']").click()
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('fascia.outbox'))")

    assert item.answers.latest("sequence").response == response
    expect(page.locator(".chart-region.is-chosen")).to_have_count(len(response))
    page.reload()
    expect(page.locator(".chart-region.is-chosen")).to_have_count(len(response))
