"""What matching and ordering share: each row gets one of the choices. Pure.

A response is the sorted list of "row:choice", one for each row that was given a choice; none is an answer too.
"""

from collections.abc import Collection
from uuid import UUID

from .choices import Payload, require_text


def check_rows(rows: object, what: str) -> None:
    """Raise ValueError unless these are two or more rows, each with an id and a text of its own."""
    if not isinstance(rows, list) or len(rows) < 2 or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"A question needs at least two {what}s.")
    for row in rows:
        require_text(row.get("text"), f"One {what}")
        identity = row.get("id")
        if not isinstance(identity, str) or str(UUID(identity)) != identity:
            raise ValueError("An id must be a UUID in lower case.")
    if len({row["id"] for row in rows}) < len(rows):
        raise ValueError(f"Two {what}s have the same id.")


def named(rows: list[Payload]) -> list[Payload]:
    """Ids and texts, and nothing else."""
    return [{"id": row["id"], "text": row["text"]} for row in rows]


def clean(raw: object, rows: Collection[str], choices: Collection[str]) -> list[str]:
    """The response in its one form; rows without a choice are left out.

    Raises ValueError for a row or a choice of another question, and for a row that is given two.
    """
    if not isinstance(raw, list) or not all(isinstance(pair, str) for pair in raw):
        raise ValueError("Choose from the lists of this question.")
    pairs = sorted({pair for pair in raw if pair})
    placed = [pair.partition(":")[::2] for pair in pairs]
    if not all(row in rows and choice in choices for row, choice in placed):
        raise ValueError("Choose from the lists of this question.")
    if len({row for row, _ in placed}) < len(placed):
        raise ValueError("Choose one answer for each.")
    return pairs


def chosen(response: list[str] | None) -> dict[str, str]:
    """The choice of each row that has one."""
    pairs = (pair.partition(":") for pair in response or [])
    return {row: choice for row, _, choice in pairs}
