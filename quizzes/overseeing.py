"""What staff read of the bank: lists, and all there is to say of one question. Writes nothing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import ndiff
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet, Subquery

from courses.correcting import lessons_of
from courses.models import Course, EditionItem

from . import kinds
from .authoring import WAITING
from .banking import with_all_below
from .editing import Editor, Names
from .linting import ALIKE, likeness, lint
from .models import (
    OutsideQuestionComment,
    OutsideQuestionVerdict,
    Question,
    QuestionVersion,
    QuizPool,
    QuizQuestion,
)

__all__ = ["ValidationError", "described", "dossier", "listed", "unfinished"]
MOST_ALIKE = 5


def listed(questions: QuerySet[Question], asked: Mapping[str, str]) -> QuerySet[Question]:
    """Those that fit, with the standing of their latest version."""
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
    rows = questions.annotate(
        **{
            f"latest_{name}": Subquery(latest.values(name)[:1])
            for name in ("pk", "kind", "status", "number", "written_at")
        }
    ).filter(versions__isnull=False)
    if asked.get("bank"):
        rows = rows.filter(bank__in=with_all_below(asked["bank"]))
    for name, path in (
        ("kind", "latest_kind"),
        ("status", "latest_status"),
        ("objective", "objective"),
    ):
        if asked.get(name):
            rows = rows.filter(**{path: asked[name]})
    for word in asked.get("q", "").split()[:6]:
        texts = QuestionVersion.objects.filter(payload__stem__icontains=word)
        rows = rows.filter(
            Q(key__icontains=word) | Q(tags__name__iexact=word) | Q(latest_pk__in=texts.values("pk"))
        )
    return rows.select_related("bank", "objective__course").order_by("bank", "key").distinct()


def described(rows: Iterable[Question]) -> list[dict[str, Any]]:
    """Each question with its latest version, what could be better, and whether a reviewer asked for changes."""
    rows = list(rows)
    versions = QuestionVersion.objects.in_bulk([row.latest_pk for row in rows])  # type: ignore[attr-defined]
    refused = set(
        OutsideQuestionVerdict.objects.filter(version__in=versions, approved=False).values_list(
            "version", flat=True
        )
    )
    found = []
    for row in rows:
        version = versions[row.latest_pk]  # type: ignore[attr-defined]
        advice = lint(version.kind, version.payload, version.references)
        changes_asked = version.status in WAITING and version.pk in refused
        found.append(
            {"question": row, "version": version, "advice": len(advice), "changes_asked": changes_asked}
        )
    return found


def dossier(row: Question, seen: QuerySet[Question]) -> dict[str, Any]:
    """All there is to say of one question."""
    people = ("written_by", "approved_by", "approved_outside")
    versions = list(row.versions.select_related(*people).order_by("-number"))
    outside = said_outside(row)
    latest = versions[0]
    earlier = [*versions[1:], None]
    return {
        "latest": latest,
        "versions": [
            {
                "version": version,
                "changes": changes(before, version) if before else [],
                "outside": outside[version.pk],
            }
            for version, before in zip(versions, earlier, strict=True)
        ],
        "advice": lint(latest.kind, latest.payload, latest.references),
        "used": used_in(row),
        "alike": alike(row, latest, seen),
    }


def said_outside(row: Question) -> dict[int, list[Any]]:
    """What reviewers from outside asked for and said, by version, in order. Two statements."""
    found = defaultdict[int, list[Any]](list)
    for model in (OutsideQuestionVerdict, OutsideQuestionComment):
        for each in model.objects.filter(version__question=row).select_related("invitation"):
            found[each.version_id].append(each)
    for said in found.values():
        said.sort(key=lambda each: each.at)
    return found


def lines(version: QuestionVersion) -> list[str]:
    """What a version says, a line each, as its bank would have it."""
    payload = version.payload
    body = kinds.bank(version.kind).body(payload, Names())
    said = [payload["stem"], *flat(body), payload.get("rationale", "")]
    return [line for text in said for line in str(text).splitlines()]


def flat(said: Any) -> list[str]:
    """The texts of a body. Keys are no news to anybody."""
    if isinstance(said, Mapping):
        own = [f"{name}: {each}" for name, each in said.items() if isinstance(each, str) and name != "key"]
        return [*own, *(line for each in said.values() if not isinstance(each, str) for line in flat(each))]
    return [line for each in said for line in flat(each)] if isinstance(said, list) else [json.dumps(said)]


def changes(before: QuestionVersion, after: QuestionVersion) -> list[dict[str, str]]:
    """What was taken out and put in, line by line."""
    words = {"- ": "removed", "+ ": "added"}
    return [
        {"how": words[line[:2]], "text": line[2:]}
        for line in ndiff(lines(before), lines(after))
        if line[:2] in words
    ]


def used_in(row: Question) -> list[str]:
    """Where it may be drawn from now, and the editions that hold it."""
    pools = QuizPool.objects.filter(bank=row.bank).filter(Q(objective=None) | Q(objective=row.objective))
    fixed = QuizQuestion.objects.filter(question=row)
    pages = {pool.page.title for pool in pools.select_related("page")} | {
        each.page.title for each in fixed.select_related("page")
    }
    items = EditionItem.objects.filter(kind="question", uuid=row.public_id).select_related(
        "step__edition__course"
    )
    editions = {
        f"{item.step.edition.course.code}, edition {item.step.edition.number} (version {item.version})"
        for item in items
    }
    return [*(f"“{title}”, as its pools stand" for title in sorted(pages)), *sorted(editions)]


def asked_texts(row: Question) -> dict[str, str]:
    """What each version asks that an edition of its course holds, by number, the newest first."""
    course = row.objective.course if row.objective else None
    items = EditionItem.objects.filter(kind="question", uuid=row.public_id, step__edition__course=course)
    served = set(items.values_list("version", flat=True)) | practised_versions(row, course)
    versions = row.versions.filter(number__in=[int(each) for each in served]).order_by("-number")
    return {str(version.number): version.payload["stem"] for version in versions}


def practised_versions(row: Question, course: Course | None) -> set[str]:
    """Those that self-checks ask. An edition lists the questions of its tests only."""
    asked = (
        block["question"]
        for step in (lessons_of(course) if course else ())
        for block in step.body.get("blocks", ())
        if block["type"] == "check" and block["question"]
    )
    return {str(each["version"]) for each in asked if each["uuid"] == str(row.public_id)}


def alike(row: Question, latest: QuestionVersion, seen: QuerySet[Question]) -> list[dict[str, Any]]:
    """Questions that ask nearly the same, the likest first."""
    others = QuestionVersion.objects.filter(question__in=seen.exclude(pk=row.pk)).order_by("number")
    stems = {
        version.question_id: version
        for version in others.select_related("question__bank").defer("references")
    }
    rated = [
        {"question": version.question, "stem": version.payload["stem"], "share": round(100 * share)}
        for version in stems.values()
        if (share := likeness(latest.payload["stem"], version.payload["stem"])) >= ALIKE
    ]
    return sorted(rated, key=lambda each: -each["share"])[:MOST_ALIKE]


def unfinished(editor: Editor) -> list[str]:
    """What keeps a preview from being drawn. Bank and objective do not."""
    found = [str(error) for error in editor.form.non_field_errors()]
    aside = {"bank", "objective", "answered_in", "tags", "bloom", "references", "change", "must_pass"}
    for name, errors in editor.form.errors.items():
        if name not in aside and name != "__all__":
            found += [f"{editor.form.fields[name].label or name.capitalize()}: {error}" for error in errors]
    for table, rows in editor.tables:
        for row in rows.forms:
            found += [f"{table.label}: {error}" for errors in row.errors.values() for error in errors]
    if found:
        return found
    try:
        kinds.rule(editor.kind).check(editor.payload())
    except (ValueError, KeyError, StopIteration) as error:
        return [str(error) or "This is no whole question yet."]
    return []
