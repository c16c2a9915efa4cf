"""What every page must hold beyond looking right: axe, reflow, large text, forced colours, no motion."""

import json
from importlib.resources import files

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds on the page: every WCAG 2.2 A and AA rule and best practice, nothing left out."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    options = json.dumps({"runOnly": {"type": "tag", "values": TAGS}})
    found = page.evaluate(f"() => axe.run(document, {options})")
    return [
        f"{page.url} {rule['id']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Elements wider than the window. Tables and code may scroll inside their own box."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth + 1;
            if (!wide) return [];
            return [...document.querySelectorAll("body *")]
                .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .filter(e => {
                    for (let box = e.parentElement; box; box = box.parentElement)
                        if (["auto", "scroll"].includes(getComputedStyle(box).overflowX)) return false;
                    return true;
                })
                .slice(0, 5).map(e => location.pathname + " " + e.tagName + "." + e.className);
        }"""
    )


def moving(page: Page) -> list[str]:
    """Elements that still animate or move when the visitor asked for no motion."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(e => {
            const style = getComputedStyle(e);
            const seconds = value => Math.max(...value.split(",").map(parseFloat));
            return seconds(style.transitionDuration) > 0.011
                || (style.animationName !== "none" && seconds(style.animationDuration) > 0.011);
        }).slice(0, 5).map(e => location.pathname + " " + e.tagName + "." + e.className)"""
    )


def inspect(page: Page) -> None:
    """Assert everything about the page as it stands, and leave it as it was."""
    size = page.viewport_size
    found = []
    # Without motion first: a colour caught in the middle of its change has no contrast of its own.
    page.emulate_media(reduced_motion="reduce")
    found += [f"moves: {element}" for element in moving(page)]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation}" for violation in violations(page)]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced colours: {violation}" for violation in violations(page)]
    page.emulate_media(color_scheme="light", forced_colors="none")
    found += [f"overflows: {element}" for element in overflow(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"overflows at 320 px: {element}" for element in overflow(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    found += [f"overflows at 200 % text: {element}" for element in overflow(page)]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="no-preference")
    assert not found, "\n".join(found)
