"""Which part of a file a request asks for. RFC 9110, section 14; pure.

Of several ranges none is taken: the whole file is a right answer to any range.
"""

import re

_ONE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*")


class Unsatisfiable(Exception):
    """The range lies behind the end of the file."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte asked for; None for the whole file. Raises Unsatisfiable."""
    found = _ONE.fullmatch(header)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(size - int(last), 0), size - 1
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < int(first):
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end
