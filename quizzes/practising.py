"""A question in the middle of a lesson: shown without its key, and answered without a record."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from courses.markdown import to_html
from courses.models import EditionStep

from . import kinds
from .models import QuestionVersion

type Row = dict[str, Any]
# As a version keeps it.
SAMPLE: Row = {
    "stem": "A client’s left calf is warm and swollen. What do you do?",
    "options": [
        {"id": "a", "text": "Stop, and send her to a physician today", "fraction": "1", "feedback": ""},
        {"id": "b", "text": "Work above the knee only", "fraction": "0", "feedback": ""},
        {"id": "c", "text": "Use lighter strokes", "fraction": "0", "feedback": ""},
    ],
    "rationale": "",
}


def version_of(frozen: Row) -> QuestionVersion | None:
    """The frozen version. None if it was voided since: it is asked no more."""
    versions = QuestionVersion.objects.not_void().select_related("question")
    return versions.filter(question__public_id=frozen["uuid"], number=frozen["version"]).first()


def field_of(version: QuestionVersion) -> str:
    """The name of its field: several checks may stand on one page."""
    return f"r{version.question.public_id.hex[:8]}"


def drawn(frozen: Row, code: str) -> SafeString:
    """The form of a question in a lesson. It posts nothing: answering changes no row, so it needs no token."""
    version = version_of(frozen)
    if version is None:
        return SafeString()
    url = reverse("quizzes:check", args=[code, frozen["uuid"], frozen["version"]])
    return _form(version.kind, version.payload, field_of(version), f"check-{frozen['uuid']}", url)


def sample() -> SafeString:
    """What authors see before they add one. Its button leads nowhere."""
    return _form("single", SAMPLE, "sample", "check-sample", "#sample")


def _form(name: str, payload: Row, field: str, identity: str, url: str) -> SafeString:
    order = kinds.rule(name).parts(payload)
    item = kinds.form(name).shown(payload, None, order, field=field) | {"place": "Check yourself"}
    shown = {"item": item | {"id": identity}, "template": kinds.template(name), "url": url}
    return render_to_string("quizzes/check_form.html", shown)


def asked_in(step: EditionStep, uuid: str, version: int) -> Row | None:
    """The block of a frozen lesson that asks this version of a question."""
    for block in step.body.get("blocks", ()):
        if block["type"] == "check" and block["question"] == {"uuid": uuid, "version": version}:
            return block
    return None


def answered(version: QuestionVersion, data: Any) -> Row:
    """What became of a practice answer: the item with its key, and whether it was right. Writes nothing.

    `errors` alone is filled for what is no answer; the key stays out of it.
    """
    kind, rule = kinds.form(version.kind), kinds.rule(version.kind)
    field = kind.ResponseField(version.payload)
    order = rule.parts(version.payload)
    try:
        response = field.clean(field.widget.value_from_datadict(data, {}, field_of(version)))
    except ValueError:
        response = None
    if not response:
        return {"errors": ["Choose or type an answer first."]}
    fraction = rule.grade(version.payload, response)
    item = kind.reviewed(version.payload, response, order, field=field_of(version), numbers={})
    return {
        "item": item | {"place": "Check yourself"},
        "template": kinds.template(version.kind),
        "outcome": "right" if fraction >= 1 else "partly" if fraction > 0 else "wrong",
        "rationale": mark_safe(to_html(version.payload.get("rationale", ""))),  # noqa: S308  to_html sanitised it
    }
