"""The row of one open certificate, by a statement that is built once a process.

A scan of the code on a paper is the most frequent question that strangers ask, and building the query anew
took longer than everything else that the answer needs.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection

from .models import Certificate

# Stands in the statement's parameters where the code goes. No code looks like it.
CODE = "{code}"
MOMENTS = ("latest_at", "key_compromised_at")


def open_row(code: str, fields: Sequence[str]) -> dict[str, Any] | None:
    """What `with_status` says of the certificate that has this code and is shown to all. None when there is none."""
    sql, places = statement(tuple(fields))
    with connection.cursor() as cursor:
        cursor.execute(sql, [code if place == CODE else place for place in places])
        found = cursor.fetchone()
    if found is None:
        return None
    row = dict(zip(fields, found, strict=True))
    return row | {name: as_moment(row[name]) for name in MOMENTS if name in row}


@cache
def statement(fields: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The SQL and its parameters, as the queryset writes them for our database."""
    rows = Certificate.objects.shown_to().with_status().filter(code=CODE).order_by().values_list(*fields)
    return rows.query.sql_with_params()


def as_moment(value: datetime | None) -> datetime | None:
    """SQLite keeps no time zone: ours are in UTC."""
    return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value
