"""One JSON line an event, with the request's id. Never a body, an answer, a code, a name or an address."""

import json
import logging
import traceback
from datetime import UTC, datetime

from accounts.request_ids import current_request_id

# What a caller may add with `extra=`; anything else stays out, personal data above all.
FIELDS = ("status_code", "route", "milliseconds", "queries", "task", "command", "count")


# The packages whose errors repeat what stood in a row.
DATABASES = ("django.db", "psycopg", "sqlite3")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        if request := getattr(record, "request", None):
            line |= told_of(request, record)
        if current_request_id.get():
            line["request_id"] = current_request_id.get()
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["exception"] = discreet(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def told_of(request, record: logging.LogRecord) -> dict[str, object]:
    """What Django reports of a request, with its route instead of its path: a path may hold a code."""
    match = getattr(request, "resolver_match", None)
    reason = record.args[0] if isinstance(record.args, tuple) and record.args else record.msg
    return {"event": str(reason), "route": match.route if match else "", "method": request.method}


def discreet(error: BaseException) -> str:
    """The traceback. What a database says of an error is left out: it quotes rows, and so people."""
    text = "".join(traceback.format_exception(error))
    link: BaseException | None = error
    while link is not None:
        if type(link).__module__.startswith(DATABASES) and str(link):
            text = text.replace(str(link), "…")
        link = link.__cause__ or link.__context__
    return text
