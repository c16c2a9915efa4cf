"""Refuse inline scripts, styles and handlers in templates: our CSP would block them in the browser.

    python bin/templates.py templates

A `<script>` is fine with `src`, or as data (`type="application/json"` and the like). Mail templates may
style inline: no mail client reads a style sheet of ours.
"""

import re
import sys
from pathlib import Path

COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)
REFUSED = {
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(?:ld\+)?json\")[^>]*>", re.I
    ),
    "inline style element": re.compile(r"<style\b(?![^>]*csp_nonce)", re.I),
    "inline style": re.compile(r"\sstyle\s*=\s*[\"']", re.I),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.I),
}


def faults(text: str) -> list[tuple[int, str]]:
    """The line and kind of each thing in a template that the policy would block."""
    # Comments keep their newlines, so that lines are counted right.
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    return sorted(
        (text.count("\n", 0, found.start()) + 1, kind)
        for kind, pattern in REFUSED.items()
        for found in pattern.finditer(text)
    )


def main(roots: list[str]) -> int:
    paths = [
        path for root in roots for path in sorted(Path(root).rglob("*.html")) if "emails" not in path.parts
    ]
    found = [f"{path}:{line}: {kind}" for path in paths for line, kind in faults(path.read_text())]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
