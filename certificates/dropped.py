"""A file that somebody drops: is what is in it ours, and is it the very file that we made?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from . import bulk
from .credentials import Keys, is_genuine, verify_file
from .credentials.extracting import PNG_SIGNATURE, NotReadable, attachments, parsed
from .issued_files import digests
from .uploading import Dropped

UNREADABLE = "This is no PDF, PNG or JSON file of a certificate of ours."
ALTERED_FILE = (
    "The credential inside is genuine, but this file was altered: it isn't the one that we issued. "
    "Rely on what you read here, not on the file."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file holds, before anybody asked whether it still stands. `refused` says why it holds nothing."""

    file: str
    sha256: str
    code: str = ""
    name: str = ""
    refused: str = ""
    picture: bool = False
    token: bool = False


def judge(dropped: Dropped, keys: Keys, now: datetime) -> Judged:
    """Find the signed content of a file and check its signature. Asks no database."""
    digest = sha256(dropped.raw).hexdigest()
    if dropped.refused:
        return Judged(dropped.name, digest, refused=dropped.refused)
    if facts := signed_facts(dropped.raw, keys):
        return Judged(dropped.name, digest, code=facts["code"], name=facts["name"])
    verdict = verify_file(dropped.raw, keys, now=now)
    if not verdict.genuine or not verdict.code:
        return Judged(dropped.name, digest, refused=verdict.reason or UNREADABLE)
    return Judged(
        dropped.name,
        digest,
        code=verdict.code,
        name=verdict.name,
        picture=dropped.raw.startswith(PNG_SIGNATURE),
        token=dropped.raw.strip().startswith(b"ey"),  # its signature covers the whole file
    )


def signed_facts(raw: bytes, keys: Keys) -> Mapping[str, str] | None:
    """The facts of a record in the file, if one of our keys signed them. None for anything else."""
    for text in records_in(raw):
        try:
            document = parsed(text)
            key = keys[document["facts"]["key_id"]]
            moment = datetime.fromisoformat(document["facts"]["issued_at"])
            if is_genuine(document, key.raw) and key.signed_then(moment):
                return document["facts"]
        except (NotReadable, KeyError, TypeError, ValueError):
            continue
    return None


def records_in(raw: bytes) -> Sequence[bytes]:
    try:
        texts = attachments(raw) if b"%PDF-" in raw[:1024] else [raw]
    except NotReadable:
        return []
    return [text for text in texts if b'"facts"' in text and len(text) < 1_000_000]


def check(files: Sequence[Judged], address: str) -> list[bulk.Answer]:
    """An answer for each file, in their order: what it holds, whether that stands, whether it is the very file.

    Whoever has a genuine credential knows the name in it, so that a holder's wish to be asked for it is kept.
    """
    asked = [bulk.Asked(file.code, file.name) for file in files if not file.refused]
    answers = iter(bulk.check(asked, address))
    pictures = any(file.picture for file in files)
    known = digests({file.code for file in files if not file.refused}, pictures=pictures)
    return [
        refusal(file) if file.refused else told(next(answers), file, exact=file.token or file.sha256 in known)
        for file in files
    ]


def refusal(file: Judged) -> bulk.Answer:
    return bulk.Answer("", "not-ours", "Not confirmed", file.refused, problem=True)


def told(answer: bulk.Answer, file: Judged, *, exact: bool) -> bulk.Answer:
    if exact or answer.kind in ("unknown", "wait"):
        return answer
    return replace(
        answer, kind="altered-file", word="File altered", says=f"{ALTERED_FILE} {answer.says}", problem=True
    )
