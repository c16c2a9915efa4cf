"""The id of the request being answered, for log lines and the audit log. Empty in commands and tasks."""

from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
