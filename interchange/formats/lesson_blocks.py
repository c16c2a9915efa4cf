"""The fenced blocks of a lesson: a few fields of YAML each."""

from collections.abc import Callable

from courses import captions

from .course_yaml import check_review
from .sources import (
    CALLOUTS,
    CERTAINTIES,
    PLACEMENTS,
    VERDICTS,
    Audio,
    Block,
    Callout,
    Check,
    Claim,
    Download,
    Figure,
    Table,
    Video,
)
from .yaml_nodes import Fields


def claim(fields: Fields, key: str) -> Claim:
    cited = fields.words("citations")
    for name, place in cited:
        fields.report.use("reference", name, place)
    if not cited:
        fields.report.add(fields.at("citations"), "E208", "a claim cites at least one source")
    found = Claim(
        key=key,
        statement=fields.text("statement", limit=400),
        verdict=fields.choice("verdict", VERDICTS),
        certainty=fields.choice("certainty", CERTAINTIES),
        measured=fields.markdown("measured", default=""),
        citations=tuple(name for name, _ in cited),
        reviewed=fields.date("reviewed"),
        review_by=fields.date("review_by"),
        placement=fields.choice("placement", PLACEMENTS, default=PLACEMENTS[0]),
    )
    check_review(fields, fields.report)
    return found


def callout(fields: Fields, key: str) -> Callout:
    return Callout(
        key=key,
        kind=fields.choice("kind", CALLOUTS),
        title=fields.text("title", limit=120),
        text=fields.markdown("text"),
    )


def figure(fields: Fields, key: str) -> Figure:
    found = Figure(
        key=key,
        image=fields.text("image", limit=50),
        alt=fields.text("alt", limit=300),
        caption=fields.markdown("caption", default=""),
        description=fields.markdown("description", default=""),
        credit=fields.text("credit", limit=200),
        licence=fields.text("license", limit=80),
    )
    if found.image:
        fields.report.use("medium", found.image, fields.at("image"))
    return found


def table(fields: Fields, key: str) -> Table:
    found = Table(
        key=key,
        caption=fields.text("caption", limit=300),
        table=fields.markdown("table"),
        row_headers=fields.flag("row_headers", default=False),
    )
    rows = [line for line in found.table.split("\n") if line.strip()]
    widths = {line.strip().strip("|").replace("\\|", "").count("|") for line in rows}
    if found.table and (len(rows) < 3 or len(widths) != 1 or not all("|" in row for row in rows)):
        message = "a table is rows of cells between bars, as many in each, the second row of hyphens"
        fields.report.add(fields.at("table"), "E213", message)
    return found


def download(fields: Fields, key: str) -> Download:
    found = Download(
        key=key,
        document=fields.text("document", limit=50),
        title=fields.text("title", limit=120),
        text=fields.markdown("text", default=""),
    )
    if found.document:
        fields.report.use("medium", found.document, fields.at("document"))
    return found


def video(fields: Fields, key: str) -> Video:
    return Video(**_recorded(fields, key), described=fields.flag("described", default=False))


def audio(fields: Fields, key: str) -> Audio:
    return Audio(**_recorded(fields, key))


def _recorded(fields: Fields, key: str) -> dict[str, str]:
    found = {
        "key": key,
        "recording": fields.text("recording", limit=50),
        "title": fields.text("title", limit=120),
        "captions": fields.lines("captions", limit=captions.LONGEST_TEXT),
        "transcript": fields.markdown("transcript"),
        "credit": fields.text("credit", limit=200),
        "licence": fields.text("license", limit=80),
    }
    if found["recording"]:
        fields.report.use("medium", found["recording"], fields.at("recording"))
    if found["captions"]:
        try:
            found["captions"] = captions.webvtt(captions.parse(found["captions"]))
        except ValueError as error:
            fields.report.add(fields.at("captions"), "E702", str(error))
    return found


def check(fields: Fields, key: str) -> Check:
    return Check(key=key, question=fields.text("question", limit=130))


READERS: dict[str, Callable[[Fields, str], Block]] = {
    "claim": claim,
    "callout": callout,
    "figure": figure,
    "video": video,
    "audio": audio,
    "table": table,
    "download": download,
    "check": check,
}
