"""Captions: WebVTT, SubRip or lines such as “0:05 Look at the calf.” → one plain form of WebVTT. Pure.

https://www.w3.org/TR/webvtt1/. What styles or places a caption is left out: it stands where the reader's browser
puts it, in the size that they chose.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

LONGEST_TEXT = 400_000  # characters
MOST_CUES = 10_000
LONGEST_CUE = 500  # characters
STANDS = Decimal(7)  # seconds that a line stands at most, where only its beginning is known

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
_SPAN = re.compile(rf"{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_LINE = re.compile(rf"{_TIME}\s+(\S.*)")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that stand from one second to another."""

    start: Decimal
    end: Decimal
    words: str


def parse(text: str) -> list[Cue]:
    """The cues in order. Raises ValueError with the line, counted from one, and what is wrong there."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Captions hold at most {LONGEST_TEXT:,} characters.")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _timed(lines) if any("-->" in line for line in lines) else _begun(lines)
    if not cues:
        raise ValueError("There is no caption in it. Write a line for each, such as “0:05 Look at the calf.”")
    if len(cues) > MOST_CUES:
        raise ValueError(f"Captions are at most {MOST_CUES:,}.")
    return cues


def _timed(lines: list[str]) -> list[Cue]:
    """WebVTT and SubRip: blocks of lines, each with its two times. Notes, styles and numbers are passed over."""
    cues: list[Cue] = []
    at = 0
    while at < len(lines):
        found = _SPAN.fullmatch(lines[at].strip())
        if not found:
            if "-->" in lines[at]:
                raise ValueError(f"Line {at + 1}: times are written like 00:05.000 --> 00:07.500.")
            at += 1
            continue
        first = at
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        at += 1
        words = []
        while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
            words.append(unescape(_TAG.sub("", lines[at])).strip())
            at += 1
        _add(cues, Cue(start, end, "\n".join(word for word in words if word)), first + 1)
    return cues


def _begun(lines: list[str]) -> list[Cue]:
    """Lines that each begin with their time: a line stands until the next one, and seven seconds at most."""
    begun: list[tuple[int, Decimal, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.strip() == "WEBVTT":
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise ValueError(
                f"Line {number}: begin each line with its time, such as “0:05 Look at the calf.”"
            )
        begun.append((number, _seconds(found.groups()[:4]), found[5]))
    cues: list[Cue] = []
    for (number, start, words), following in zip(begun, [*begun[1:], None], strict=False):
        latest = start + STANDS
        end = min(following[1], latest) if following else latest
        _add(cues, Cue(start, end, words), number)
    return cues


def _add(cues: list[Cue], cue: Cue, line: int) -> None:
    if not cue.words:
        raise ValueError(f"Line {line}: there are no words below this time.")
    if len(cue.words) > LONGEST_CUE:
        raise ValueError(f"Line {line}: a caption has at most {LONGEST_CUE} characters. Cut it in two.")
    if cue.end <= cue.start:
        raise ValueError(f"Line {line}: this caption ends before it begins.")
    if cues and cue.start < cues[-1].start:
        raise ValueError(f"Line {line}: this caption begins before the one above it.")
    cues.append(cue)


def _seconds(parts: tuple[str | None, ...]) -> Decimal:
    hours, minutes, seconds, fraction = parts
    return Decimal(f"{int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)}.{fraction or 0}")


def webvtt(cues: list[Cue]) -> str:
    """The same captions, in one way of writing. Parsing it gives them back."""
    blocks = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_escaped(cue.words)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *blocks])


def _clock(seconds: Decimal) -> str:
    thousandths = int(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def problem(text: str, seconds: Decimal | None) -> str:
    """Why these captions can't go with a recording of that length. Empty: they can."""
    try:
        last = parse(text)[-1]
    except ValueError as error:
        return str(error)
    if seconds is not None and last.start >= seconds:
        return f"The last caption begins at {_clock(last.start)}, after the end. Are these captions of another recording?"
    return ""
