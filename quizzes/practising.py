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
    kind = kinds.form(version.kind)
    order = kinds.rule(version.kind).parts(version.payload)
    item = kind.shown(version.payload, None, order, field=field_of(version)) | {"place": "Check yourself"}
    item["id"] = f"check-{frozen['uuid']}"
    url = reverse("quizzes:check", args=[code, frozen["uuid"], frozen["version"]])
    shown = {"item": item, "template": kinds.template(version.kind), "url": url}
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
