"""The database → the sources it would have been loaded from. The other direction of shelving.

What an editor has drafted counts as it is drafted: loading must not publish over it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath
from typing import Any

from wagtail.models import Page

from courses.models import (
    AttestationPage,
    CoursePage,
    CreditBody,
    EvaluationPage,
    GlossaryTerm,
    LessonDocument,
    LessonImage,
    LessonPage,
    Objective,
)
from courses.models import Reference as StoredReference
from courses.models.drafts import drafted
from quizzes import kinds
from quizzes.models import Bank as StoredBank
from quizzes.models import Question as StoredQuestion
from quizzes.models import QuestionVersion, QuizPage

from . import identities
from .formats import sources
from .formats.entries import with_entry
from .identities import Key

Status = QuestionVersion.Status


def stored_sources() -> dict[Key, sources.Source]:
    """Everything that could have been loaded, as it stands now. Takes the same few queries for any amount.

    Unpublished pages and retired questions are left out: for a reader of content/ they are gone.
    """
    found: list[sources.Source] = [*_references(), *_terms(), *_media(), *_banks(), *_questions()]
    pages = list(CoursePage.objects.select_related("course", "latest_revision").prefetch_related("requires"))
    courses = {page.path: page for page in pages}
    steps = [(courses[_parent(page)], page) for page in _steps() if _parent(page) in courses]
    found += [
        _course(drafted(page), [step for course, step in steps if course is page])
        for page in pages
        if page.live
    ]
    found += [row.as_body() for row in CreditBody.objects.with_rules() if row.current_rules]
    names = Names()
    found += [_step(drafted(step), page.course.code, names) for page, step in steps if step.live]
    return {identities.key_of(source): source for source in found}


def _parent(page: Any) -> str:
    return page.path[: -Page.steplen]


def _steps() -> list[Any]:
    """All steps of all courses, in the order of the tree."""
    lessons = LessonPage.objects.select_related("latest_revision").prefetch_related("objectives")
    quizzes = QuizPage.objects.select_related("latest_revision").prefetch_related(
        "pools__bank", "pools__objective", "fixed__question__bank", "feedback__objective"
    )
    evaluations = EvaluationPage.objects.select_related("latest_revision")
    attestations = AttestationPage.objects.select_related("latest_revision")
    return sorted([*lessons, *quizzes, *evaluations, *attestations], key=lambda page: page.path)


def _text(text: str | None) -> str:
    """As a file would hold it: the editor's forms write other line ends."""
    return (text or "").replace("\r\n", "\n").strip()


def _line(text: str | None) -> str:
    """As a file would hold it where one line is asked for."""
    return " ".join((text or "").split())


def _references() -> Iterator[sources.Reference]:
    """Each with the entry that a file would have of it: one that was edited doesn't keep its old one."""
    for row in StoredReference.objects.all():
        yield with_entry(as_source(row))


def as_source(row: StoredReference) -> sources.Reference:
    names = ("key", "authors", "title", "year", "published_in", "doi", "pmid", "url", "review_by")
    said = {name: getattr(row, name) for name in names}
    return sources.Reference(**said, bibtex=_text(row.bibtex), retracted=row.retracted_on)


def _terms() -> Iterator[sources.Term]:
    for row in GlossaryTerm.objects.all():
        yield sources.Term(row.key, _line(row.term), _text(row.definition))


def _media() -> Iterator[sources.StoredMedium]:
    for model in (LessonImage, LessonDocument):
        for source, sha1 in model.objects.exclude(source="").values_list("source", "file_hash"):
            yield sources.StoredMedium(source, sha1)


def _course(page: CoursePage, steps: Iterable[Any]) -> sources.Course:
    objectives = Objective.objects.filter(course=page.course_id, retired=False)
    return sources.Course(
        code=page.course.code,
        title=_line(page.title),
        promise=_line(page.promise),
        description=_text(page.description),
        audience=_text(page.audience),
        prerequisites=_text(page.prerequisites),
        medium=_line(page.medium),
        mode=page.mode,
        price=_line(page.price),
        reviewed=page.reviewed_on,
        review_by=page.review_by,
        instructors=tuple(
            sources.Instructor(_line(each.name), _line(each.credentials), _text(each.biography))
            for each in page.instructors.all()
        ),
        disclosure=_text(page.disclosure),
        refund=_text(page.refund_policy),
        cancellation=_text(page.cancellation_policy),
        grievance=_text(page.grievance_policy),
        accessibility=_text(page.accessibility_policy),
        objectives=tuple(
            sources.Objective(f"LO{each.number}", _line(each.bloom), _line(each.statement))
            for each in objectives
        ),
        steps=tuple(step.slug for step in steps if step.live),
        requires=tuple(sorted(course.code for course in page.requires.all())),
        acknowledge=page.asks_to_acknowledge,
        address="" if page.slug == page.course.code else page.slug,
    )


class Names:
    """What rows that blocks point to are called in files, by their primary keys. Five queries.

    A figure that names no credit of its own has its image's.
    """

    def __init__(self) -> None:
        self.references = dict(StoredReference.objects.values_list("pk", "key"))
        self.questions = {
            pk: f"{bank}/{key}"
            for pk, bank, key in StoredQuestion.objects.values_list("pk", "bank__code", "key")
        }
        self.images = self._files(LessonImage)
        rows = LessonImage.objects.values_list("pk", "credit", "licence")
        self.credits = {pk: (credit, licence) for pk, credit, licence in rows}
        self.documents = self._files(LessonDocument)

    @staticmethod
    def _files(model: type[LessonImage | LessonDocument]) -> dict[int, str]:
        """Those that were loaded, by their file's name."""
        rows = model.objects.exclude(source="").values_list("pk", "source")
        return {pk: PurePath(source).name for pk, source in rows}


def _step(page: Any, course: str, names: Names) -> sources.Step:
    if isinstance(page, LessonPage):
        return _lesson(page, course, names)
    if isinstance(page, QuizPage):
        return _quiz(page, course)
    if isinstance(page, EvaluationPage):
        return _evaluation(page, course)
    statement = _line(page.statement)
    return sources.Attestation(course, page.slug, _line(page.title), statement, page.required)


def _evaluation(page: EvaluationPage, course: str) -> sources.Evaluation:
    return sources.Evaluation(
        course=course,
        id=page.slug,
        title=_line(page.title),
        introduction=_line(page.introduction),
        prompts=tuple(
            sources.Prompt(
                key=identities.prompt_key(course, page.slug, raw["id"]),
                kind=raw["type"],
                prompt=_line(raw["value"]["prompt"]),
            )
            for raw in page.questions.raw_data
        ),
        required=page.required,
    )


def _lesson(page: LessonPage, course: str, names: Names) -> sources.Lesson:
    numbers = sorted(objective.number for objective in page.objectives.all())
    return sources.Lesson(
        course=course,
        id=page.slug,
        title=_line(page.title),
        summary=_line(page.summary),
        objectives=tuple(f"LO{number}" for number in numbers),
        blocks=tuple(_block(raw, names) for raw in page.body.raw_data),
        required=page.required,
    )


def _block(raw: dict[str, Any], names: Names) -> sources.Block:
    value = raw["value"]
    match raw["type"]:
        case "text":
            return sources.Text(value["key"], _text(value["text"]))
        case "callout":
            return sources.Callout(value["key"], value["kind"], _line(value["title"]), _text(value["text"]))
        case "figure":
            return _figure(value, names)
        case "table":
            return sources.Table(
                value["key"], _line(value["caption"]), _text(value["table"]), bool(value.get("row_headers"))
            )
        case "download":
            document = names.documents.get(value["document"], "")
            return sources.Download(value["key"], document, _line(value["title"]), _text(value["text"]))
        case "video":
            described = bool(value.get("described"))
            return sources.Video(**_recorded(value, names), described=described)
        case "audio":
            return sources.Audio(**_recorded(value, names))
        case "check":
            return sources.Check(value["key"], names.questions.get(value["question"], ""))
    return _claim(value, names.references)


def _figure(value: dict[str, Any], names: Names) -> sources.Figure:
    return sources.Figure(
        key=value["key"],
        image=names.images.get(value["image"], ""),
        alt=_line(value["alt"]),
        caption=_text(value["caption"]),
        description=_text(value["description"]),
        credit=_line(value["credit"] or names.credits.get(value["image"], ("", ""))[0]),
        licence=_line(value["licence"] or names.credits.get(value["image"], ("", ""))[1]),
    )


def _recorded(value: dict[str, Any], names: Names) -> dict[str, str]:
    lines, texts = ("key", "title", "credit", "licence"), ("captions", "transcript")
    said = {name: _line(value[name]) for name in lines} | {name: _text(value[name]) for name in texts}
    return said | {"recording": names.documents.get(value["recording"], "")}


def _claim(value: dict[str, Any], citable: dict[int, str]) -> sources.Claim:
    cited = [item["value"] if isinstance(item, dict) else item for item in value["citations"]]
    return sources.Claim(
        key=value["key"],
        statement=_line(value["statement"]),
        verdict=value["verdict"],
        certainty=value["certainty"],
        measured=_text(value["measured"]),
        citations=tuple(citable.get(pk, "") for pk in cited),
        reviewed=date.fromisoformat(value["reviewed"]),
        review_by=date.fromisoformat(value["review_by"]),
        placement=value.get("placement", "block"),
    )


def _quiz(page: QuizPage, course: str) -> sources.Quiz:
    return sources.Quiz(
        course=course,
        id=page.slug,
        title=_line(page.title),
        introduction=_text(page.introduction),
        preset=page.preset,
        pass_mark=page.pass_mark,
        attempts=page.attempts_allowed,
        time_limit=page.time_limit,
        cool_down=page.cool_down,
        reveal=page.reveal,
        confidence=page.confidence,
        shuffles_questions=page.shuffles_questions,
        shuffles_options=page.shuffles_options,
        questions=tuple(f"{row.question.bank.code}/{row.question.key}" for row in page.fixed.all()),
        pools=tuple(
            sources.Pool(pool.bank.code, _named(pool.objective), pool.draw, pool.tag, pool.safety)
            for pool in page.pools.all()
        ),
        feedback=tuple(
            sources.ClosingWords(words.at_least, _text(words.text), _named(words.objective))
            for words in page.feedback.all()
        ),
        required=page.required,
    )


def _named(objective: Objective | None) -> str:
    return f"LO{objective.number}" if objective else ""


def _banks() -> Iterator[sources.Bank]:
    for row in StoredBank.objects.select_related("parent"):
        yield sources.Bank(
            row.code, _line(row.title), course="", parent=row.parent.code if row.parent else ""
        )


def _questions() -> Iterator[sources.Question]:
    """Each by its latest version, approved or not: a draft is an edit that loading must not bury."""
    latest = {version.question_id: version for version in QuestionVersion.objects.order_by("number")}
    rows = StoredQuestion.objects.select_related("bank", "objective__course")
    rows = rows.prefetch_related("tags")  # type: ignore[misc]  # a manager of taggit, unknown to the stubs
    for row in rows:
        version = latest.get(row.pk)
        if version and version.status not in (Status.RETIRED, Status.VOID):
            yield _question(row, version)


def _question(row: StoredQuestion, version: QuestionVersion) -> sources.Question:
    payload = version.payload
    return sources.Question(
        course=row.objective.course.code if row.objective else "",
        bank=row.bank.code,
        id=row.key,
        kind=version.kind,
        objective=f"LO{row.objective.number}" if row.objective else "",
        bloom=row.bloom,
        answered_in=row.answered_in,
        references=tuple(version.references),
        tags=tuple(sorted(tag.name for tag in row.tags.all())),
        must_pass=row.must_pass,
        stem=_text(payload["stem"]),
        body=_texts(kinds.bank(version.kind).body(payload, identities.Names(row.bank.code, row.key))),
        rationale=_text(payload.get("rationale", "")),
    )


def _texts(said: Any) -> Any:
    """All texts in what a kind says, as a file would hold them."""
    if isinstance(said, dict):
        return {name: _texts(each) for name, each in said.items()}
    return [_texts(each) for each in said] if isinstance(said, list) else _text(said)
