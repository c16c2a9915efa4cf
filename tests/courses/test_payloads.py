"""Every payload through the renderer, in milliseconds: what comes out holds nothing that could run."""

from html.parser import HTMLParser

import pytest

from courses.markdown import to_html
from courses.prose.reading import read
from courses.prose.writing import write
from courses.rendering import lesson_html
from tests.payloads import PAYLOADS

ALLOWED = {"id", "class", "href", "rel", "scope", "role", "aria-label", "tabindex", "title", "start"}


class Armed(HTMLParser):
    """Collects what could run: elements and attributes beyond prose, and addresses beyond web and mail."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "img",
            "base",
            "meta",
            "link",
        }:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ALLOWED or (
                name == "href" and not (value or "").startswith(("#", "/", "https://", "http://", "mailto:"))
            ):
                self.found.append(f"{name}={value}")


def armed(html):
    parser = Armed()
    parser.feed(html)
    return parser.found


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_text_is_text(payload):
    assert armed(to_html(payload, links=lambda target: f"/learn/{target}")) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_that_went_through_the_editor_is_text(payload):
    assert armed(to_html(write(read(payload)))) == []


def test_a_crafted_key_or_address_stays_out_of_the_lesson():
    reference = dict.fromkeys(("doi", "pmid", "title", "published_in", "year"), "") | {
        "key": "a",
        "authors": "A",
        "url": "javascript:canary()",
    }
    body = {
        "blocks": [{"type": "text", "id": "b", "key": 'k" onclick="canary()', "text": "Text."}],
        "references": [reference],
    }

    html = lesson_html(body, code="course", steps=[], address=lambda asset: "")

    assert "canary" not in html


def test_the_check_itself_finds_what_it_looks_for():
    assert armed('<p onclick="canary()"><a href="javascript:canary()">x</a><script>1</script>') == [
        "onclick=canary()",
        "href=javascript:canary()",
        "script",
    ]
