"""One check of many: from what somebody sent to what we answer, and to the files they take along.

Nothing is stored. What the downloads need travels in the page, signed by us, for a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core import signing
from django.utils import timezone

from courses.canonical import canonical

from . import bulk, dropped, receipts, tables
from .archiving import keyring
from .facts import utc
from .signing import signer, unsigned_is_allowed
from .uploading import Dropped, TooMuch, unpacked

SALT = "certificates.checking_many"
A_DAY = 24 * 3600
MOST_FILES = 500
SPREADSHEETS = (".csv", ".xlsx", ".xls", ".tsv", ".txt")
ADDED = ["status", "answer", "name", "course", "CE hours", "completed on", "license", "checked on"]


@dataclass(frozen=True, slots=True)
class Check:
    """What was asked and answered. `before` holds the words of an earlier check, by code; None without one."""

    at: str
    source: str
    source_sha256: str
    header: Sequence[str]
    rows: Sequence[Sequence[tables.Cell]]
    answers: Sequence[bulk.Answer]
    before: Mapping[str, str] | None = None

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def problems(self) -> list[tuple[int, bulk.Answer, str]]:
        return [each for each in self.listed if each[1].problem]

    @property
    def fine(self) -> list[tuple[int, bulk.Answer, str]]:
        return [each for each in self.listed if not each[1].problem]

    @property
    def listed(self) -> list[tuple[int, bulk.Answer, str]]:
        """The number of each row, its answer, and how the row is called: its file, or its code."""
        return [
            (number, answer, str(row[0]) if self.header == ["File"] else answer.code)
            for number, (row, answer) in enumerate(zip(self.rows, self.answers, strict=True), 1)
        ]

    @property
    def changes(self) -> list[receipts.Change]:
        return receipts.changes(self.before or {}, self.receipt_rows)

    @property
    def summary(self) -> list[tuple[str, int]]:
        return bulk.summary(self.answers)

    @property
    def receipt_rows(self) -> list[dict[str, str]]:
        left_out = {"kind", "problem"}
        return [
            {name: value for name, value in asdict(answer).items() if name not in left_out}
            for answer in self.answers
        ]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: pasted text, files by name, and an earlier receipt."""

    codes: str = ""
    files: Sequence[tuple[str, bytes]] = field(default_factory=list)
    receipt: bytes = b""


def check(sent: Sent, address: str) -> Check:
    """Raises tables.Unreadable, receipts.NotAReceipt and uploading.TooMuch, each with its message."""
    earlier = earlier_receipt(sent.receipt) if sent.receipt else None
    before = receipts.words_before(earlier["rows"]) if earlier else None
    if sent.files and not is_list(sent.files):
        return of_files(sent.files, before, address)
    name, raw, table = table_of(sent, earlier)
    asked = [
        bulk.Asked(table.text(row, table.code), table.text(row, table.name), table.text(row, table.licence))
        for row in table.rows
    ]
    answers = bulk.check(asked, address)
    if table.before and before is None:
        pairs = zip(answers, table.before, strict=True)
        before = {answer.code: word for answer, word in pairs if answer.code and word}
    at = timezone.now().replace(microsecond=0)
    return Check(utc(at), name, sha256(raw).hexdigest(), table.header, table.rows, answers, before)


def is_list(files: Sequence[tuple[str, bytes]]) -> bool:
    return len(files) == 1 and files[0][0].lower().endswith(SPREADSHEETS)


def table_of(sent: Sent, earlier: Mapping[str, Any] | None) -> tuple[str, bytes, tables.Table]:
    """The list with its name and its bytes: the file, else what was pasted, else the codes of the receipt."""
    if sent.files:
        [(name, raw)] = sent.files
        return name, raw, tables.from_file(name, raw)
    if sent.codes.strip():
        return "Pasted codes", sent.codes.encode(), tables.from_pasted(sent.codes)
    codes = "\n".join(row["code"] for row in (earlier or {"rows": []})["rows"] if row["code"])
    return "Codes of the earlier receipt", codes.encode(), tables.from_pasted(codes)


def earlier_receipt(raw: bytes) -> receipts.Receipt:
    keys = {key_id: key.raw for key_id, key in keyring().items() if key.compromised_at is None}
    return receipts.opened(raw, keys, unsigned_is_allowed=unsigned_is_allowed())


def of_files(files: Sequence[tuple[str, bytes]], before: Mapping[str, str] | None, address: str) -> Check:
    keys, now = keyring(), timezone.now()
    judged = [dropped.judge(one, keys, now) for one in opened(files)]
    if not judged:
        raise tables.Unreadable("There is no certificate in it.")
    answers = dropped.check(judged, address)
    digest = sha256("\n".join(one.sha256 for one in judged).encode()).hexdigest()
    name = files[0][0] if len(files) == 1 else f"{len(judged)} files"
    rows = [[one.file] for one in judged]
    return Check(utc(now.replace(microsecond=0)), name, digest, ["File"], rows, answers, before)


def opened(files: Sequence[tuple[str, bytes]]) -> Iterable[Dropped]:
    """Each file, those in ZIPs one after the other, so that only one is unpacked at a time."""
    count = 0
    for name, raw in files:
        try:
            members = unpacked(name, raw) if raw.startswith(b"PK") else [Dropped(name, raw)]
            for member in members:
                count += 1
                if count > MOST_FILES:
                    raise TooMuch(f"One check takes up to {MOST_FILES} files. Check the rest by themselves.")
                yield member
        except TooMuch:
            raise
        except ValueError as error:
            yield Dropped(name, raw, refused=str(error))


def carried(check: Check) -> str:
    """The check as signed text, for the page to bring back."""
    return signing.dumps(
        asdict(check) | {"answers": [list(asdict(answer).values()) for answer in check.answers]},
        salt=SALT,
        compress=True,
    )


def brought_back(text: str) -> Check:
    """Raises django.core.signing.BadSignature for what is not ours or older than a day."""
    said = signing.loads(text, salt=SALT, max_age=A_DAY)
    return Check(**said | {"answers": [bulk.Answer(*values) for values in said["answers"]]})


def full_table(check: Check) -> tuple[list[str], list[list[tables.Cell]]]:
    """Their columns as they were, then ours."""
    header = [*check.header, *(f"{tables.OURS}{title}" for title in ADDED)]
    day = check.moment.date().isoformat()
    rows = [
        [*row, a.word, a.says, a.name, a.course, a.hours, a.completed, a.licence, day]
        for row, a in zip(check.rows, check.answers, strict=True)
    ]
    return header, rows


def receipt(check: Check) -> receipts.Receipt:
    """The signed receipt of a check. Raises NoSigningKey."""
    key = signer()
    said = receipts.statement(
        checked_at=check.at,
        source=check.source,
        source_sha256=check.source_sha256,
        issuer=settings.PUBLIC_URL,
        key_id=key.key_id,
        rows=check.receipt_rows,
    )
    return receipts.sealed(said, key.sign(canonical(said)))
