"""Mails of a demo: one file each, readable at /demo/mails/. Nothing leaves the machine."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT = 100


class EmailBackend(BaseEmailBackend):
    """Writes each mail into OPTIONS["directory"], and forgets all but the latest hundred."""

    def __init__(self, *args, directory: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.directory = Path(directory)

    def send_messages(self, email_messages: Iterable[EmailMessage]) -> int:
        self.directory.mkdir(parents=True, exist_ok=True)
        count = 0
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.eml"
            (self.directory / name).write_bytes(message.message().as_bytes())
            count += 1
        for old in sorted(self.directory.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return count


@dataclass(frozen=True)
class ReadMail:
    at: datetime
    to: str
    subject: str
    text: str


def read_mails(directory: Path) -> list[ReadMail]:
    """The mails in a directory, latest first."""
    return [read(path) for path in sorted(Path(directory).glob("*.eml"), reverse=True)]


def read(path: Path) -> ReadMail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    at = datetime.strptime(path.name.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return ReadMail(at, str(message["to"]), str(message["subject"]), body.get_content() if body else "")
