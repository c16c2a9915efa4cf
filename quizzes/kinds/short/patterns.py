"""Whether a text is one of those that a pattern stands for. Pure, and soon done whatever the pattern.

`*` is any run of characters, none too; `\\*` is the asterisk itself.
"""

import re
import unicodedata

STAR = re.compile(r"(\\\*)|\*")


def matches(pattern: str, text: str, *, is_case_sensitive: bool = False) -> bool:
    """The whole text, apart from spaces around it. Each run between two stars is looked for once, leftmost."""
    first, *rest = runs(folded(pattern, is_case_sensitive))
    text = folded(text, is_case_sensitive)
    if not rest:
        return text == first
    *between, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for run in between:
        found = text.find(run, at, end)
        if found < 0:
            return False
        at = found + len(run)
    return True


def runs(pattern: str) -> list[str]:
    """What stands between the stars."""
    found, start, run = [], 0, ""
    for star in STAR.finditer(pattern):
        run += pattern[start : star.start()]
        start = star.end()
        if star[1]:
            run += "*"
        else:
            found.append(run)
            run = ""
    return [*found, run + pattern[start:]]


def folded(text: str, is_case_sensitive: bool) -> str:
    """One form for what reads the same: composed, trimmed, in one case unless case counts."""
    text = unicodedata.normalize("NFC", text.strip())
    return text if is_case_sensitive else "".join(map(small, text))


def small(character: str) -> str:
    """In small letters, one for one: ß is not ss, as in Moodle's patterns."""
    folded, lower = character.casefold(), character.lower()
    return folded if len(folded) == 1 else lower if len(lower) == 1 else character
