"""A course that uses everything is written, loaded where there is nothing, and written again: byte for byte.

Whoever adds a field that authors fill in meets the lists below: give it a word in the format, or say why it has none.
"""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import models, transaction
from wagtail.models import Page

from courses.models import (
    AttestationPage,
    CourseInstructor,
    CoursePage,
    EvaluationPage,
    GlossaryTerm,
    LessonDocument,
    LessonImage,
    LessonPage,
    Objective,
    Reference,
    StepPage,
)
from courses.models.blocks import LessonBody
from interchange import exporting
from interchange.formats import sources
from interchange.shelving import STEP_PAGES
from quizzes.models import Bank, Question, QuestionVersion, QuizFeedback, QuizPage, QuizPool, QuizQuestion

from . import everything
from .test_exporting import files
from .test_loading import done, load

pytestmark = pytest.mark.django_db

STEP = {"title", "slug", "required"}
# The fields that authors fill in, each of which has a word in the format.
WRITTEN: dict[type[models.Model], set[str]] = {
    CoursePage: {
        "title", "slug", "course", "promise", "description", "audience", "prerequisites", "requires", "medium",
        "mode", "price", "reviewed_on", "review_by", "disclosure", "asks_to_acknowledge", "refund_policy",
        "cancellation_policy", "grievance_policy", "accessibility_policy", "instructors",
    },
    CourseInstructor: {"name", "credentials", "biography"},
    Objective: {"number", "bloom", "statement"},
    LessonPage: STEP | {"summary", "objectives", "body"},
    QuizPage: STEP | {
        "preset", "introduction", "pass_mark", "attempts_allowed", "cool_down", "time_limit", "confidence",
        "shuffles_questions", "shuffles_options", "reveal", "pools", "fixed", "feedback",
    },
    QuizPool: {"bank", "objective", "tag", "draw", "safety"},
    QuizQuestion: {"question"},
    QuizFeedback: {"objective", "at_least", "text"},
    EvaluationPage: STEP | {"introduction", "questions"},
    AttestationPage: STEP | {"statement"},
    Reference: {
        "key", "authors", "title", "year", "published_in", "doi", "pmid", "url", "bibtex", "retracted_on", "review_by",
    },
    GlossaryTerm: {"key", "term", "definition"},
    Bank: {"code", "title", "parent"},
    Question: {"bank", "key", "objective", "bloom", "answered_in", "must_pass", "tags"},
    QuestionVersion: {"kind", "payload", "references"},
    LessonImage: {"file", "source", "credit", "licence"},
    LessonDocument: {"file", "source"},
}  # fmt: skip
# What stays behind, and why.
OF_PAGES = {
    "seo_title": "no page shows it",
    "search_description": "no page shows it",
    "show_in_menus": "no menu shows courses",
    "go_live_at": "when something is published is no content",
    "expire_at": "when something is withdrawn is no content",
    "comments": "remarks between authors",
    "comment_notifications": "who is told of remarks",
}
OF_ROWS = {"id": "the database's", "sort_order": "the order in the file", "public_id": "made by loading"}
OF_FILES = {
    "title": "how the library lists it; learners never see it",
    "description": "how the library lists it; alt text belongs to its use",
    "tags": "how the library lists it",
    "collection": "where the library keeps it",
    "uploaded_by_user": "who brought it is on record, and no content",
    "created_at": "when it was brought",
    "file_size": "the file's", "file_hash": "the file's", "width": "the file's", "height": "the file's",
    "seconds": "the file's",
    "focal_point_x": "lessons show pictures whole", "focal_point_y": "lessons show pictures whole",
    "focal_point_width": "lessons show pictures whole", "focal_point_height": "lessons show pictures whole",
}  # fmt: skip
LEFT: dict[type[models.Model], dict[str, str]] = {
    **{model: OF_PAGES | {"step_key": "made by loading"} for model in (LessonPage, QuizPage, EvaluationPage)},
    AttestationPage: OF_PAGES | {"step_key": "made by loading"},
    CoursePage: OF_PAGES,
    **{model: OF_ROWS | {"page": "the file it stands in"} for model in (CourseInstructor, QuizPool, QuizQuestion)},
    QuizFeedback: OF_ROWS | {"page": "the file it stands in"},
    Objective: OF_ROWS | {"course": "the file it stands in", "retired": "who is gone isn't in the file"},
    **dict.fromkeys((Reference, GlossaryTerm, Bank, Question), OF_ROWS),
    QuestionVersion: OF_ROWS
    | {
        "question": "whose text it is", "number": "counted by loading", "change": "told by loading",
        "sha256": "of the rest", "status": "what isn't asked any more isn't written", "written_by": "on record",
        "written_at": "on record", "approved_by": "on record", "approved_at": "on record",
        "reviewed_by": "on record", "reviewed_at": "on record", "reason": "on record", "approved_outside": "on record",
    },
    LessonImage: OF_ROWS | OF_FILES,
    LessonDocument: OF_ROWS | OF_FILES,
}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def author_fields(model: type[models.Model]) -> set[str]:
    """What a row of a model says. Of what every page has, that which its form asks for."""
    own = {field.name for field in model._meta.get_fields() if field.concrete and not field.auto_created}
    own |= {field.name for field in model._meta.many_to_many}
    if not issubclass(model, Page):
        return own | ({"id"} if "id" in {field.name for field in model._meta.fields} else set())
    form = model.get_edit_handler().get_form_class()
    asked = set(form.base_fields) | set(form.formsets)
    own -= {field.name for field in Page._meta.get_fields()} | {"page_ptr"}
    return own | asked


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_every_field_of_an_author_has_a_word_or_a_reason(model):
    found, left = author_fields(model), LEFT.get(model, {})

    assert found - WRITTEN[model] - left.keys() == set()
    assert WRITTEN[model] - found == set()


def test_every_kind_of_step_has_a_word():
    kinds = {model for model in CoursePage.allowed_subpage_models() if issubclass(model, StepPage)}

    assert kinds == set(STEP_PAGES.values())


def test_every_field_of_every_block_has_a_word():
    made = {
        name: set(block.child_blocks) for name, block in LessonBody().child_blocks.items()
    }  # as an instructor fills them in
    said = {
        kind.__name__.lower(): set(kind.__dataclass_fields__) for kind in sources.Block.__value__.__args__
    }

    assert made == said


def test_an_evaluation_asks_no_more_than_the_format_has_words_for():
    blocks = EvaluationPage._meta.get_field("questions").stream_block.child_blocks

    assert {name: set(block.child_blocks) for name, block in blocks.items()} == {
        kind: {"prompt"} for kind in sources.PROMPTS.values()
    }


def unusual(row: models.Model, name: str) -> bool:
    """Whether a field says anything but what it says by itself."""
    field = row._meta.get_field(name)
    value = getattr(row, name)
    if field.many_to_many or field.one_to_many:
        return value.exists()
    return value not in (field.get_default(), None, "")


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_the_course_uses_everything(model):
    everything.written()
    exporting.name_uploads(everything.CODE)

    rows = list(model.objects.all())
    plain = {name for name in WRITTEN[model] if not (model is QuizPage and name == "pass_mark")}
    assert [name for name in sorted(plain) if not any(unusual(row, name) for row in rows)] == []


def of_learners(client) -> dict[str, Any]:
    """What learners see: the course's page, and each step as a release would freeze and draw it. Ids are numbered."""
    page = CoursePage.objects.get(course__code=everything.CODE)
    objectives = list(page.course.objectives.values_list("public_id", flat=True))
    seen: dict[str, Any] = {
        "objectives": objectives,
        "course": re.sub(r'csrf\w+" value="\w+"', "", client.get(page.url).content.decode()),
    }
    for step in page.steps():
        frozen = step.freeze(b"")
        drawn = step.render_draft(frozen, played_at=lambda asset: asset.name)
        if "objectives" in frozen:
            frozen["objectives"].sort(key=lambda said: objectives.index(UUID(said)))
        seen[step.slug] = (step.title, step.required, frozen, drawn)
    return seen


def numbered(seen: Any) -> str:
    """Ids of chance are told apart by when they are met first."""
    names: dict[str, str] = {}
    number = lambda found: names.setdefault(found.group(), f"id {len(names)}")  # noqa: E731
    said = repr(seen).replace("\\r\\n", "\\n")  # files have one kind of line end
    return re.sub(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\br[0-9a-f]{8}\b", number, said)


def natural(value: Any) -> Any:
    """A value of a row, and of rows that it names, what they are called."""
    if isinstance(value, models.Model):
        return next(
            getattr(value, name)
            for name in ("code", "key", "slug", "number", "name", "pk")
            if hasattr(value, name)
        )
    if isinstance(value, models.Manager):
        return sorted(str(natural(each)) for each in value.all())
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


# Blocks, with the credit of their pictures, are compared as learners see them; a source without an entry of BibTeX
# gets one.
ELSEWHERE = {
    "body", "questions", "file", "credit", "licence", "bibtex", "pools", "fixed", "feedback", "instructors",
}  # fmt: skip


def of_authors() -> dict[str, list[str]]:
    """What stands in every field that authors fill in."""
    return {
        model.__name__: sorted(
            repr({name: natural(getattr(row, name)) for name in sorted(names - ELSEWHERE)})
            for row in model.objects.all()
        )
        for model, names in WRITTEN.items()
    }


@pytest.fixture
def exported(tmp_path, client):
    """The folder of the course, and what learners and authors saw of it. Its rows are gone."""
    folder = tmp_path / "content"
    with transaction.atomic():
        everything.written()
        for code in ("before", everything.CODE):
            call_command("export_course", code, path=folder)
        seen = numbered(of_learners(client)), of_authors()
        assert [line for line in done(load(folder)) if not line.startswith("adopt ")] == []
        transaction.set_rollback(True)
    assert not CoursePage.objects.exists()
    return folder, *seen


def test_it_is_written_loaded_where_nothing_is_and_written_again_byte_for_byte(exported, capsys):
    folder = exported[0]
    before = files(folder)
    assert "courses/everything/media/a-picture.png" in before  # shown twice, written once

    load(folder)
    for code in ("before", everything.CODE):
        call_command("export_course", code, path=folder)
    call_command("export_course", "before", path=folder.parent / "again")
    call_command("export_course", everything.CODE, path=folder.parent / "again")

    assert files(folder) == files(folder.parent / "again") == before
    assert "not in the files" not in capsys.readouterr().err


def test_learners_and_authors_see_the_same(exported, client):
    folder, learners, authors = exported

    load(folder)

    assert of_authors() == authors
    assert numbered(of_learners(client)) == learners


@pytest.mark.parametrize(
    "name", ["required", "acknowledge", "requires", "retracted", "safety", "parent", "tag"]
)
def test_planted_a_word_that_is_forgotten_is_noticed(exported, client, name):
    folder, _, authors = exported
    for path in (path for path in folder.rglob("*") if path.suffix in (".md", ".yaml", ".bib")):
        lines = [
            re.sub(rf", {name}: [^,}}]+", "", line)
            for line in path.read_text().split("\n")
            if not re.match(rf" *{name}(:| =)", line)
        ]
        path.write_text("\n".join(lines))

    load(folder)

    assert of_authors() != authors
