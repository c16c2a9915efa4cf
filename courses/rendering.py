"""A frozen lesson → HTML. Done once, at release, through the components that the reader sees."""

import re
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .markdown import curly, to_html

# What may stand in an id. A crafted form can post any key; the editor posts only these.
KEY = re.compile(r"[\w-]+")
# What to_html makes of [words](claim:key) and [words](term:key).
NOTE = re.compile(r'<a class="(?:claim-inline|term)" href="#(claim|term)-([a-z0-9-]+)">(.*?)</a>', re.DOTALL)


def lesson_html(
    body: dict[str, Any], *, code: str, steps: Collection[str], address: Callable[[dict[str, Any]], str]
) -> str:
    """The HTML of what a lesson froze. `lesson:` links lead to the course's other steps, by slug.

    `address` says where the bytes of a frozen asset are.
    """
    return _Lesson(body, code, steps, address).html()


def frozen_address(asset: dict[str, Any]) -> str:
    """Where learners get an asset of an edition."""
    return reverse("courses:asset", args=[asset["sha256"]])


def library_address(recording: Any) -> str:
    """Where those who write hear and see a recording of the library."""
    return reverse("recording", args=[recording.file.instance.pk])


def drafted_address(asset: Any, played_at: Callable[[Any], str] = library_address) -> str:
    """A file of a draft, written out: nobody else can ask for it yet. A recording is too long for that."""
    if asset.media_type.startswith(("video/", "audio/")):
        return played_at(asset)
    with asset.open() as stream:
        return f"data:{asset.media_type};base64,{b64encode(stream.read()).decode()}"


class _Lesson:
    """One frozen lesson on its way to HTML."""

    def __init__(
        self,
        body: dict[str, Any],
        code: str,
        steps: Collection[str],
        address: Callable[[dict[str, Any]], str],
    ) -> None:
        self.body = body
        self.code = code
        self.steps = steps
        self.address = address
        self.numbers = {reference["key"]: n for n, reference in enumerate(body["references"], 1)}
        self.claims = {block["key"]: block for block in body["blocks"] if block["type"] == "claim"}
        self.terms = {term["key"]: term for term in body.get("terms", ())}
        self.pointed: set[str] = set()

    def html(self) -> str:
        # A draft may name no file yet. It can't be released so, and its preview shows the rest.
        shown = [b for b in self.body["blocks"] if not _is_inline(b) and b.get("assets") != []]
        blocks = [self.block(block) | {"id": block["id"]} for block in shown]
        inline = [self.claim(block) for block in self.claims.values() if _is_inline(block)]
        terms = [term | {"definition": self.prose(term["definition"])} for term in self.terms.values()]
        references = [reference_entry(reference) for reference in self.body["references"]]
        context = {"blocks": blocks, "claims": inline, "terms": terms, "references": references}
        return render_to_string("courses/lesson_body.html", context)

    def step_address(self, target: str) -> str:
        slug, _, key = target.partition("#")
        if slug not in self.steps:
            return ""
        return reverse("courses:read", args=[self.code, slug]) + (f"#{key}" if key else "")

    def prose(self, text: str, *, has_row_headers: bool = False) -> SafeString:
        notes = {f"claim:{key}" for key in self.claims} | {f"term:{key}" for key in self.terms}
        html = to_html(
            text,
            citations=self.numbers,
            links=self.step_address,
            notes=notes,
            has_row_headers=has_row_headers,
        )
        return _safe(NOTE.sub(self.marked, html))

    def marked(self, found: re.Match[str]) -> str:
        """A sentence that carries a claim gets the mark of its evidence; a term, the way to its meaning.

        The first one of each gets an id, so that its note can lead back.
        """
        kind, key, words = found.groups()
        note = f"{kind}-{key}"
        back = "" if note in self.pointed else f"at-{note}"
        self.pointed.add(note)
        if kind == "term":
            link = {"url": f"#{note}", "words": _safe(words), "id": back}
            return render_to_string("components/term.html", {"term": link})
        block = self.claims[key]
        claim = {name: block[name] for name in ("verdict", "certainty")}
        claim |= {"statement": _safe(words), "id": back}
        claim["url"] = f"#{note}" if _is_inline(block) else f"#{key}"
        return render_to_string("components/claim_inline.html", {"claim": claim})

    def block(self, block: dict[str, Any]) -> dict[str, Any]:
        """What the template of a block needs."""
        match block["type"]:
            case "text":
                return {"type": "text", "html": _anchored(self.prose(block["text"]), block["key"])}
            case "callout":
                return block | {"title": curly(block["title"]), "text": self.prose(block["text"])}
            case "table":
                return block | {
                    "table": self.table(block),
                    "caption": _unwrapped(self.prose(block["caption"])),
                }
            case "figure":
                [image] = block["assets"]
                return block | {
                    "url": self.address(image),
                    "caption": self.prose(block["caption"]),
                    "description": self.prose(block["description"]),
                }
            case "download":
                [document] = block["assets"]
                return block | {
                    "url": self.address(document),
                    "text": self.prose(block["text"]),
                    "bytes": document["bytes"],
                }
            case "video" | "audio":
                recording, *captions = block["assets"]
                return block | {
                    "url": self.address(recording),
                    "media_type": recording["media_type"],
                    "captions": self.address(captions[0]) if captions else "",
                    "length": clock(block["seconds"]),
                    "transcript": self.prose(block["transcript"]),
                }
            case "check":
                return block | {"form": self.check(block)}
        return self.claim(block)

    def check(self, block: dict[str, Any]) -> SafeString:
        """The question as its own app draws it, without its key. By name: that app stands above us."""
        draw = apps.get_app_config("quizzes").draw_practice  # type: ignore[attr-defined]
        return draw(block["question"], self.code) if block["question"] else SafeString()

    def claim(self, block: dict[str, Any]) -> dict[str, Any]:
        return block | {
            "statement": curly(block["statement"]),
            "measured": self.prose(block["measured"]) if block["measured"] else "",
            "marks": _marks(block["citations"], self.numbers),
            "studies": len(block["citations"]),
            "citations": [],  # the marks lead to them
            "reviewed": date.fromisoformat(block["reviewed"]) if block["reviewed"] else None,
        }

    def table(self, block: dict[str, Any]) -> SafeString:
        """The table with its caption inside, where those who listen to it look for it."""
        html = self.prose(block["table"], has_row_headers=block["row_headers"])
        caption = _unwrapped(self.prose(block["caption"]))
        return _safe(html.replace("<table>", f"<table><caption>{caption}</caption>", 1))


def clock(seconds: str) -> str:
    """ "4:05", or "1:04:05": how long a recording is."""
    whole = int(Decimal(seconds).to_integral_value(ROUND_HALF_UP))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _is_inline(block: dict[str, Any]) -> bool:
    return block["type"] == "claim" and block.get("placement") == "inline"


def _unwrapped(html: str) -> SafeString:
    """One line of prose without the paragraph round it."""
    return _safe(re.sub(r"^<p>(.*)</p>$", r"\1", html, flags=re.DOTALL))


def _marks(keys: list[str], numbers: Mapping[str, int]) -> SafeString:
    """The superscript numbers of a claim's own citations."""
    links = format_html_join(", ", '<a href="#ref-{}">{}</a>', ((key, numbers[key]) for key in keys))
    return format_html('<sup class="cite">{}</sup>', links) if keys else SafeString()


def _anchored(html: str, key: str) -> SafeString:
    """HTML whose first element carries the block's key as its id, unless its heading has it already."""
    if KEY.fullmatch(key) and f'id="{key}"' not in html:
        html = re.sub(r"^<(\w+)", rf'<\1 id="{key}"', html, count=1)
    return _safe(html)


def reference_entry(reference: dict[str, str]) -> dict[str, Any]:
    """An entry of the list of references, with the most lasting address that it has."""
    if reference["doi"]:
        url, label = f"https://doi.org/{reference['doi']}", f"doi:{reference['doi']}"
    elif reference["pmid"]:
        url, label = f"https://pubmed.ncbi.nlm.nih.gov/{reference['pmid']}/", f"PMID {reference['pmid']}"
    else:
        is_web = reference["url"].startswith(("https://", "http://"))
        url, label = (reference["url"],) * 2 if is_web else ("", "")
    return {"key": reference["key"], "text": _citation(reference), "url": url, "url_label": label}


def _citation(reference: dict[str, str]) -> str:
    """A whole reference. A work without a named author begins with its title."""
    year = f"({reference['year']})"
    if reference["authors"]:
        parts = [f"{reference['authors']} {year}", reference["title"], reference["published_in"]]
    else:
        parts = [f"{reference['title'].rstrip('.')} {year}", reference["published_in"]]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _safe(html: str) -> SafeString:
    """Mark what `to_html` sanitised."""
    return mark_safe(html)  # noqa: S308  nh3 has been over it
