"""Plain values → rows and pages. One function a kind; each makes the object say what its source says.

What is loaded was reviewed with the code: it is published and approved at once, by nobody, and audited.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from wagtail.models import Page, Site

from courses import ruling
from courses.models import (
    AttestationPage,
    CataloguePage,
    Course,
    CoursePage,
    EvaluationPage,
    GlossaryTerm,
    LessonDocument,
    LessonImage,
    LessonPage,
    Objective,
    Reference,
)
from courses.models.pages import CourseInstructor
from courses.rulebooks import Body
from quizzes import authoring
from quizzes.kinds.keys import deciding
from quizzes.models import (
    Bank,
    Question,
    QuestionVersion,
    QuizFeedback,
    QuizPage,
    QuizPool,
    QuizQuestion,
)

from . import identities, media
from .formats import sources
from .formats.banks import payload_of

Status = QuestionVersion.Status
Change = QuestionVersion.Change

STEP_PAGES: dict[type, type[LessonPage | QuizPage | EvaluationPage | AttestationPage]] = {
    sources.Lesson: LessonPage,
    sources.Quiz: QuizPage,
    sources.Evaluation: EvaluationPage,
    sources.Attestation: AttestationPage,
}


STEPS = (sources.Lesson, sources.Quiz, sources.Evaluation, sources.Attestation)

# What a quiz's file and its page call by the same name.
TERMS = (
    "introduction",
    "preset",
    "pass_mark",
    "time_limit",
    "cool_down",
    "reveal",
    "confidence",
    "shuffles_questions",
    "shuffles_options",
)


def put(source: sources.Source) -> Model:
    """Write a source, whether it is there or not."""
    writers: dict[type, Callable[[Any], Model]] = {
        sources.Reference: _reference,
        sources.Term: _term,
        sources.Medium: media.put,
        sources.Course: _course,
        sources.Lesson: _step,
        sources.Quiz: _step,
        sources.Evaluation: _step,
        sources.Attestation: _step,
        sources.Bank: _bank,
        sources.Question: _question,
        Body: ruling.put_body,
    }
    return writers[type(source)](source)


def catalogue() -> CataloguePage:
    """The site's front page. Made in the place of the page that Wagtail comes with."""
    found = CataloguePage.objects.first()
    if found:
        return found
    root = Page.objects.get(depth=1)
    page = root.add_child(instance=CataloguePage(title="Courses", slug="courses"))
    page.save_revision().publish()
    welcome = Page.objects.filter(depth=2, slug="home").first()
    if welcome and welcome.specific_class is Page and not welcome.get_children().exists():
        # Sites that show it are pointed elsewhere first: deleting it would delete them.
        Site.objects.filter(root_page=welcome).update(root_page=page)
        welcome.delete()
    if not Site.objects.exists():
        Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return page


def _reference(source: sources.Reference) -> Reference:
    fields = {name: value for name, value in vars(source).items() if name not in ("key", "retracted")}
    fields["retracted_on"] = source.retracted
    created = {**fields, "public_id": identities.reference_id(source.key)}
    row, _ = Reference.objects.update_or_create(key=source.key, defaults=fields, create_defaults=created)
    return row


def _term(source: sources.Term) -> GlossaryTerm:
    fields = {"term": source.term, "definition": source.definition}
    created = {**fields, "public_id": identities.term_id(source.key)}
    return GlossaryTerm.objects.update_or_create(key=source.key, defaults=fields, create_defaults=created)[0]


def _course(source: sources.Course) -> CoursePage:
    course, _ = Course.objects.get_or_create(code=source.code)
    _objectives(course, source.objectives)
    page = CoursePage.objects.filter(course=course).first() or CoursePage(course=course)
    page.slug = source.address or source.code
    page.asks_to_acknowledge = source.acknowledge
    # The turn of a course to complete first may come later.
    page.requires = [Course.objects.get_or_create(code=code)[0] for code in source.requires]
    for name in ("title", "promise", "description", "audience", "prerequisites", "medium", "mode", "price"):
        setattr(page, name, getattr(source, name))
    for policy in ("refund", "cancellation", "grievance", "accessibility"):
        setattr(page, f"{policy}_policy", getattr(source, policy))
    page.reviewed_on, page.review_by = source.reviewed, source.review_by
    page.disclosure = source.disclosure
    page.instructors = [
        CourseInstructor(name=each.name, credentials=each.credentials, biography=each.biography, sort_order=n)
        for n, each in enumerate(source.instructors)
    ]
    _publish(page, catalogue)
    return page


def _objectives(course: Course, objectives: tuple[sources.Objective, ...]) -> None:
    """By number. One that is gone is kept, retired: old editions name it."""
    for each in objectives:
        fields = {"bloom": each.bloom, "statement": each.statement, "retired": False}
        created = {**fields, "public_id": identities.objective_id(course.code, each.id)}
        Objective.objects.update_or_create(
            course=course, number=each.number, defaults=fields, create_defaults=created
        )
    numbers = [each.number for each in objectives]
    Objective.objects.filter(course=course).exclude(number__in=numbers).update(retired=True)


def _step(source: sources.Step) -> Page:
    model = STEP_PAGES[type(source)]
    page = _standing(model, source.course, source.id)
    if page is None:
        page = model(step_key=identities.step_key(source.course, source.id), slug=source.id)
    page.title, page.required = source.title, source.required
    fill: dict[type, Callable[[Any, Any], None]] = {
        sources.Lesson: _lesson,
        sources.Quiz: _quiz,
        sources.Evaluation: _evaluation,
        sources.Attestation: _attestation,
    }
    fill[type(source)](page, source)
    _publish(page, lambda: CoursePage.objects.get(course__code=source.course))
    return page


def _standing(model: type[Any], course: str, step: str) -> Any:
    """A step's page of this kind, if there is one: one that was loaded, or written in the CMS at its address."""
    loaded = model.objects.filter(step_key=identities.step_key(course, step)).first()
    above = CoursePage.objects.filter(course__code=course).first()
    return loaded or (model.objects.child_of(above).filter(slug=step).first() if above else None)


def _lesson(page: LessonPage, source: sources.Lesson) -> None:
    page.summary = source.summary
    numbers = [int(objective.removeprefix("LO")) for objective in source.objectives]
    page.objectives = Objective.objects.filter(course__code=source.course, number__in=numbers)
    rows = Rows(
        dict(Reference.objects.values_list("key", "pk")),
        media.named(LessonImage, source.course),
        media.named(LessonDocument, source.course),
        {f"{q.bank.code}/{q.key}": q.pk for q in Question.objects.select_related("bank")},
    )
    ids = {block.value["key"]: block.id for block in page.body}
    page.body = json.dumps(
        [
            _block(
                block, ids.get(block.key) or identities.block_id(source.course, source.id, block.key), rows
            )
            for block in source.blocks
        ]
    )


@dataclass(frozen=True)
class Rows:
    """The primary keys of what blocks name."""

    references: dict[str, int]
    images: dict[str, int]
    documents: dict[str, int]
    questions: dict[str, int]


def _block(block: sources.Block, identity: str, rows: Rows) -> dict[str, Any]:
    """As a StreamField stores it. The id is the same wherever the lesson is loaded; one that an editor gave stays."""
    kind = type(block).__name__.lower()
    value: dict[str, Any] = dict(vars(block))
    if isinstance(block, sources.Figure):
        value["image"] = rows.images[block.image]
    if isinstance(block, sources.Check):
        # Before its bank was loaded it has none, and the lesson can't be released: load once more.
        value["question"] = rows.questions.get(block.question)
    if isinstance(block, sources.Download):
        value["document"] = rows.documents[block.document]
    if isinstance(block, sources.Video | sources.Audio):
        value["recording"] = rows.documents[block.recording]
    if isinstance(block, sources.Claim):
        value["reviewed"], value["review_by"] = block.reviewed.isoformat(), block.review_by.isoformat()
        value["citations"] = [
            {"type": "item", "value": rows.references[key], "id": identities.citation_id(identity, key)}
            for key in block.citations
        ]
    return {"type": kind, "value": value, "id": identity}


def _quiz(page: QuizPage, source: sources.Quiz) -> None:
    for name in TERMS:
        setattr(page, name, getattr(source, name))
    page.attempts_allowed = source.attempts
    page.pools = [
        QuizPool(
            bank=Bank.objects.get(code=pool.bank),
            objective=_objective(source.course, pool.objective),
            tag=pool.tag,
            draw=pool.draw,
            safety=pool.safety,
            sort_order=n,
        )
        for n, pool in enumerate(source.pools)
    ]
    page.fixed = [
        QuizQuestion(question=_question_called(name), sort_order=n) for n, name in enumerate(source.questions)
    ]
    page.feedback = [
        QuizFeedback(
            objective=_objective(source.course, words.objective),
            at_least=words.at_least,
            text=words.text,
            sort_order=n,
        )
        for n, words in enumerate(source.feedback)
    ]


def _question_called(name: str) -> Question:
    bank, _, key = name.partition("/")
    return Question.objects.get(bank__code=bank, key=key)


def _objective(course: str, objective: str) -> Objective | None:
    if not objective:
        return None
    return Objective.objects.get(course__code=course, number=int(objective.removeprefix("LO")))


def _evaluation(page: EvaluationPage, source: sources.Evaluation) -> None:
    page.introduction = source.introduction
    page.questions = json.dumps(
        [
            {
                "type": each.kind,
                "value": {"prompt": each.prompt},
                "id": identities.prompt_id(source.course, source.id, each.key),
            }
            for each in source.prompts
        ]
    )


def _attestation(page: AttestationPage, source: sources.Attestation) -> None:
    page.statement = source.statement


def _publish(page: Page, parent: Callable[[], Page]) -> None:
    if page.pk is None:
        parent().add_child(instance=page)
    page.save_revision().publish()


def published_pages(loaded: Iterable[sources.Source | None]) -> list[Page]:
    """The pages of courses and steps, as they are published. One with a draft beside it is left out."""
    wanted = list(loaded)
    codes = [source.code for source in wanted if isinstance(source, sources.Course)]
    names = {(source.course, source.id) for source in wanted if isinstance(source, STEPS)}
    keys = {identities.step_key(*name) for name in names}
    courses: list[Page] = list(CoursePage.objects.live().filter(course__code__in=codes))
    above = dict(CoursePage.objects.values_list("path", "course__code"))
    slugs = [slug for _, slug in names]
    found = [
        page
        for model in STEP_PAGES.values()
        for page in model.objects.live().filter(Q(step_key__in=keys) | Q(slug__in=slugs))
        if page.step_key in keys or (above.get(page.path[: -Page.steplen]), page.slug) in names
    ]
    return [page for page in (*courses, *found) if not page.has_unpublished_changes]


def order_steps(source: sources.Course) -> None:
    """Put the course's steps into the order of its files, behind whatever else stands there."""
    page = CoursePage.objects.get(course__code=source.code)
    standing = list(page.get_children().filter(slug__in=source.steps).values_list("slug", flat=True))
    wanted = [slug for slug in source.steps if slug in standing]
    if standing == wanted:
        return
    for slug in wanted:
        parent = Page.objects.get(pk=page.pk)
        parent.get_children().get(slug=slug).move(parent, pos="last-child")


def _bank(source: sources.Bank) -> Bank:
    parent = None
    if source.parent:  # its own turn may come later
        parent, _ = Bank.objects.get_or_create(code=source.parent, defaults={"title": source.parent})
    fields = {"title": source.title, "parent": parent}
    return Bank.objects.update_or_create(code=source.code, defaults=fields)[0]


def _question(source: sources.Question) -> Question:
    fields = {
        "objective": _objective(source.course, source.objective),
        "bloom": source.bloom,
        "answered_in": source.answered_in,
        "must_pass": source.must_pass,
    }
    created = {**fields, "public_id": identities.question_id(source.bank, source.id)}
    bank = Bank.objects.get(code=source.bank)
    row, _ = Question.objects.update_or_create(
        bank=bank, key=source.id, defaults=fields, create_defaults=created
    )
    row.tags.set(source.tags)
    payload = payload_of(source)
    version = authoring.write_version(
        row,
        payload,
        kind=source.kind,
        references=source.references,
        by=None,
        change=_change(row.versions.order_by("-number").first(), source.kind, payload),
    )
    authoring.approve(version, by=None)
    return row


def _change(latest: QuestionVersion | None, kind: str, payload: dict[str, Any]) -> str:
    """What a new version changes. Whether new words change the meaning, no machine can tell."""
    if latest is None:
        return Change.NEW
    is_same = latest.kind == kind and deciding(latest.payload) == deciding(payload)
    return Change.CLARIFICATION if is_same else Change.KEY


def retire(kind: str, identity: str) -> Model | None:
    """Take what has no file any more out of use. Nothing is deleted; editions keep what they froze."""
    if kind == "question":
        bank, _, key = identity.partition("/")
        question = Question.objects.get(bank__code=bank, key=key)
        for version in question.versions.filter(status=Status.APPROVED):
            authoring.retire(version, by=None, reason="Its file is gone.")
        return question
    if kind == "step":
        course, _, step = identity.partition("/")
        pages = (_standing(model, course, step) for model in STEP_PAGES.values())
        page = next((page for page in pages if page and page.live), None)
    elif kind == "body":
        return ruling.withdraw_body(identity)
    elif kind == "course":
        page = CoursePage.objects.filter(course__code=identity).first()
    else:
        return None
    if page and page.live:
        page.unpublish(set_expired=True)
    return page
