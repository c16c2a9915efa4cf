import json
import logging

import pytest
from django.db import IntegrityError, transaction

from accounts.request_ids import current_request_id
from config.logging import JsonFormatter
from tests.factories.accounts import UserFactory


def formatted(message="issued", **extra) -> dict:
    record = logging.makeLogRecord({"name": "fascia.issuing", "levelname": "INFO", "msg": message, **extra})
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_an_event_is_one_line_of_json():
    line = formatted("two\nlines \u001b[31mred")

    assert line["event"] == "two\nlines \u001b[31mred"
    assert line["logger"] == "fascia.issuing"
    assert line["at"].endswith("+00:00")


def test_a_line_names_the_request_it_belongs_to():
    token = current_request_id.set("0123456789abcdef")
    try:
        assert formatted()["request_id"] == "0123456789abcdef"
    finally:
        current_request_id.reset(token)
    assert "request_id" not in formatted()


def test_only_listed_extras_are_written():
    line = formatted(status_code=503, email="ana@example.com", answer="b")

    assert line["status_code"] == 503
    assert "ana@example.com" not in json.dumps(line)
    assert "answer" not in line


@pytest.mark.django_db
def test_a_code_in_an_address_is_not_written(client):
    lines = []
    handler = logging.Handler()
    handler.setFormatter(JsonFormatter())
    handler.emit = lambda record: lines.append(handler.format(record))
    logging.getLogger("django.request").addHandler(handler)
    try:
        answer = client.get("/verify/BWCWN86QN4EBFYMWKHVHE7YG/")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert answer.status_code in {400, 404}
    assert "BWCWN86QN4EBFYMWKHVHE7YG" not in "".join(lines)
    assert [json.loads(line)["route"] for line in lines] == ["verify/<str:code>/"]


@pytest.mark.django_db
def test_what_a_database_says_of_a_row_is_not_written():
    taken = UserFactory().email

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        UserFactory(email=taken)
    line = JsonFormatter().format(logging.makeLogRecord({"exc_info": (None, refused.value, None)}))

    assert "IntegrityError: …" in line
    assert str(refused.value) not in json.loads(line)["exception"]
