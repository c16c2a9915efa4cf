"""How many statements a scenario's request makes, once what is cached is warm."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .scenario import Request, Scenario


class WrongAnswer(Exception):
    """A request was not answered as its scenario says."""


def statements(scenario: Scenario, requests: list[Request]) -> int:
    """Of the last of three requests. Raises WrongAnswer."""
    for request in (requests * 3)[:3]:
        with CaptureQueriesContext(connection) as captured:
            ask(scenario, request)
    return len([each for each in captured if not is_frame(each["sql"])])


def is_frame(sql: str) -> bool:
    """Begin, commit and savepoints are no statements of ours."""
    return sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))


def ask(scenario: Scenario, request: Request) -> None:
    client = Client(headers=dict(request.headers))
    kind = request.headers.get("Content-Type", "application/octet-stream")
    # The headers say that TLS ended at a proxy; `secure` says so where no proxy is trusted.
    answer = client.generic(
        request.method, request.path, request.fresh_body(), content_type=kind, secure=True
    )
    if answer.status_code != scenario.status:
        raise WrongAnswer(f"{scenario.name}: {request.path} answered {answer.status_code}")
    if scenario.expects and scenario.expects not in answer.content.decode():
        raise WrongAnswer(f"{scenario.name}: {request.path} lacks “{scenario.expects}”")
