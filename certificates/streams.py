"""Ends of streams in a PDF that no reader can mistake. Pure.

typst puts a line feed between a stream's data and `endstream`. Where the data happens to end in a carriage return
(one certificate in thirty), the two together read as one end of line, and a strict validator counts one byte less
than /Length says (PDF/A-3, ISO 19005-3, 6.1.7.1). A carriage return and a line feed after such data cannot be
mistaken; what they move is moved in the table of places, too.
"""

import re
from bisect import bisect_left

_MISTAKEN = re.compile(rb"\r(?=\nendstream\nendobj\n)")
_PLACE = re.compile(rb"^(\d{10})(?= \d{5} n)", re.MULTILINE)
_TABLE = re.compile(rb"(?<=\nstartxref\n)(\d+)(?=\n%%EOF)")


def unmistakable(pdf: bytes) -> bytes:
    """The same file, with CR LF where a stream's data ends in CR. Takes a file of one revision, as typst writes it.

    Raises ValueError for a file without a plain table of places.
    """
    at = [found.end() for found in _MISTAKEN.finditer(pdf)]
    if not at:
        return pdf
    table = _TABLE.search(pdf)
    if table is None or not pdf.startswith(b"xref\n", int(table[1])):
        raise ValueError("The file has no plain table of places.")
    body, places = pdf[: int(table[1])], pdf[int(table[1]) :]

    def moved(found: re.Match[bytes]) -> bytes:
        place = int(found[1])
        return b"%0*d" % (len(found[1]), place + bisect_left(at, place))

    pieces = [body[start:end] for start, end in zip([0, *at], [*at, len(body)], strict=True)]
    return b"\r".join(pieces) + _TABLE.sub(moved, _PLACE.sub(moved, places))
