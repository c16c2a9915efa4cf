"""Beginning: a lesson from a Word file, a first course from a template, a course from another one.

What is begun is a draft that nobody else sees until it was reviewed, published and released.
"""

import json
import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from accounts.auditing import audit
from accounts.granting import grant
from accounts.grouping import sync_course
from accounts.models import Role, User
from accounts.policy import roles

from .codes import free_code
from .models import (
    AttestationPage,
    CataloguePage,
    Course,
    CoursePage,
    LessonPage,
    Objective,
    Reference,
    StepPage,
)
from .models.pages import CourseInstructor
from .prose.word import Draft

OPENING = "opening"
HINT = "✎"  # what a template asks the author to replace begins with it
STATEMENT = "I read the lessons and took the post-test myself."
POLICIES = {
    "refund_policy": f"{HINT} How learners get their money back, and until when. If it's free, say so.",
    "cancellation_policy": f"{HINT} What happens when a learner or you cancel.",
    "grievance_policy": f"{HINT} Whom a learner writes to with a complaint, and how fast they hear from you.",
    "accessibility_policy": f"{HINT} What you do for learners who need the course in another form.",
}
FIRST_LESSON: list[tuple[str, dict[str, Any]]] = [
    (
        "text",
        {
            "key": OPENING,
            "text": f"{HINT} Begin at the table: what does the learner see or hear that this lesson explains? "
            "Two or three sentences. Then say what they'll be able to do when they've read it.",
        },
    ),
    (
        "text",
        {
            "key": "what-was-found",
            "text": f"## {HINT} What was found {{#what-was-found}}\n\nOne idea under each heading. Say what was "
            "measured, in whom, and how much it changed, and cite the study with the Cite button. About 400 words "
            "under a heading are easy to read on a phone.",
        },
    ),
    (
        "callout",
        {
            "key": "at-the-table",
            "kind": "pearl",
            "title": f"{HINT} One thing to do differently tomorrow",
            "text": "Something a learner can use in the next session, in two sentences.",
        },
    ),
    (
        "text",
        {
            "key": "when-to-stop",
            "text": f"## {HINT} When to stop and refer {{#when-to-stop}}\n\nWhich signs mean that massage waits, "
            "and whom to call.",
        },
    ),
]


@transaction.atomic
def lesson_from(draft: Draft, course: CoursePage, *, title: str, by: User) -> LessonPage:
    """The draft of a lesson at the end of a course, before its confirmation."""
    keys: set[str] = set()
    body = [("text", _named(text, keys)) for text in draft.parts]
    page = LessonPage(title=title[:255], body=body, live=False, has_unpublished_changes=True, owner=by)
    _add_step(course, page)
    page.save_revision(user=by, log_action=True)
    return page


def _named(text: str, keys: set[str]) -> dict[str, str]:
    """A block's key from its heading, once, and the heading with it."""
    first, _, rest = text.partition("\n")
    is_headed = first.startswith("## ")
    wanted = (slugify(first)[:50] or "part") if is_headed else OPENING
    key, number = wanted, 1
    while key in keys:
        number += 1
        key = f"{wanted}-{number}"
    keys.add(key)
    return {"key": key, "text": f"{first} {{#{key}}}\n{rest}".rstrip() if is_headed else text}


def _add_step(course: CoursePage, page: StepPage) -> None:
    CoursePage.objects.get(pk=course.pk).add_child(instance=page)
    put_before_confirmation(page)
    page.refresh_from_db()


def put_before_confirmation(page: StepPage) -> None:
    """Confirming the name comes last: a new step stands before it."""
    last = AttestationPage.objects.child_of(page.get_parent()).first()
    if last and not isinstance(page, AttestationPage) and last.path < page.path:
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=last.pk), pos="left")


def places_for(step: Page) -> list[tuple[str, str]]:
    """Where a step of a course may stand: first, or after another, by its id. The confirmation stays last."""
    others = step.get_siblings(inclusive=False).not_type(AttestationPage)
    return [("", "First"), *((str(each.pk), f"After “{each.title}”") for each in others)]


def place_of(step: Page) -> str:
    """Which of these places it has."""
    before = step.get_prev_sibling()
    return str(before.pk) if before else ""


def put_after(step: Page, before: str) -> None:
    """Give a step one of its places."""
    if before == place_of(step):
        return
    if before:
        step.move(Page.objects.get(pk=before), pos="right")
    else:
        step.move(step.get_parent(), pos="first-child")


def known_sources() -> dict[str, str]:
    """The key of each source by its DOI, in small letters, and by its PMID."""
    rows = Reference.objects.values_list("key", "doi", "pmid")
    return {name: key for key, doi, pmid in rows for name in (doi.lower(), pmid) if name}


@transaction.atomic
def start_course(title: str, *, by: User) -> CoursePage:
    """A course to be written over: hints in every field, a first lesson, a post-test, the confirmation."""
    course = Course.objects.create(code=_free_code(title))
    objective = Objective.objects.create(
        course=course,
        number=1,
        bloom="explain",
        statement="Explain what massage changes, and what it doesn't.",
    )
    page = CoursePage(
        course=course, slug=course.code, live=False, owner=by, **_hints(title, timezone.localdate())
    )
    page.instructors.add(CourseInstructor(name=by.get_full_name() or "Your name", credentials="LMT"))
    CataloguePage.objects.get().add_child(instance=page)
    lesson = LessonPage(title="The first lesson", summary=f"{HINT} One or two sentences.", body=FIRST_LESSON)
    lesson.objectives = [objective]
    kinds = [model for model in CoursePage.allowed_subpage_models() if issubclass(model, StepPage)]
    test = [model(title="Post-test") for model in kinds if model.kind == "quiz"]
    for step in (lesson, *test, AttestationPage(title="Confirm your name", statement=STATEMENT)):
        step.live, step.has_unpublished_changes, step.owner = False, True, by
        page.add_child(instance=step)
        step.save_revision(user=by)
    page.save_revision(user=by, log_action=True)
    audit(by, "course started", course)
    _hand_to(by, course)
    return page


def _hand_to(author: User, course: Course) -> None:
    """Whoever began a course writes it, and nobody else does by that."""
    scope = f"course:{course.public_id}"
    sync_course(scope)
    if not roles(author, scope) & {Role.INSTRUCTOR, Role.ADMINISTRATOR}:
        grant(author, Role.INSTRUCTOR, by=None, reason="Began the course.", scope=scope)


def _hints(title: str, today: date) -> dict[str, Any]:
    return {
        "title": title[:255],
        "promise": f"{HINT} One line: what the learner gains.",
        "description": f"{HINT} What the course is about, for somebody who decides whether to take it.",
        "audience": "Licensed massage therapists.",
        "prerequisites": "None beyond entry-level training.",
        "medium": "Text lessons read online.",
        "disclosure": f"{HINT} Who controls the content, and what they earn from it. Say so if nothing.",
        "reviewed_on": today,
        "review_by": today + timedelta(days=3 * 365),
        **POLICIES,
    }


def _free_code(title: str) -> str:
    """One that no course and no page of the catalogue has."""
    return free_code(
        title,
        "course",
        lambda code: (
            Course.objects.filter(code=code).exists() or Page.objects.filter(slug=code, depth=3).exists()
        ),
    )


@transaction.atomic
def duplicate(page: CoursePage, title: str, *, by: User) -> CoursePage:
    """A new course with the pages of another, as last drafted: nothing of it is published, nobody is on it.

    Every identity is new, of the course, its objectives, steps and blocks, so that no correction, note or record
    of the one reaches the other.
    """
    course = Course.objects.create(code=_free_code(title))
    objectives = {
        old.pk: Objective.objects.create(
            course=course, number=old.number, bloom=old.bloom, statement=old.statement
        )
        for old in page.course.objectives.filter(retired=False)
    }
    attributes = {"course": course, "title": title[:255], "slug": course.code, "draft_title": title[:255]}
    copy = page.copy(
        to=page.get_parent(),
        update_attrs=attributes,
        recursive=True,
        copy_revisions=False,
        keep_live=False,
        user=by,
        reset_translation_key=True,
    )
    for step in CoursePage.objects.get(pk=copy.pk).steps():
        _renew(step, objectives)
        step.save()
        step.save_revision(user=by)
    audit(by, "course duplicated", course, reason=page.course.code)
    _hand_to(by, course)
    return CoursePage.objects.get(pk=copy.pk)


def _renew(step: StepPage, objectives: dict[int, Objective]) -> None:
    """New ids for the blocks of a copied step, and the new course's objectives wherever it names the old ones."""
    if isinstance(step, LessonPage):
        renew_blocks(step)
        step.objectives = [objectives[old.pk] for old in step.objectives.all() if old.pk in objectives]
    for relation in get_all_child_relations(type(step)):
        for row in getattr(step, relation.get_accessor_name()).all():
            for field in row._meta.get_fields():
                if field.related_model is Objective and field.many_to_one:
                    setattr(row, field.name, objectives.get(getattr(row, field.attname)))
            row.save()


def renew_blocks(lesson: LessonPage) -> None:
    """New ids for all blocks of a copy: no note and no correction of the original is about them."""
    lesson.body = json.dumps([_with_new_ids(block) for block in lesson.body.raw_data])


def _with_new_ids(raw: Any) -> Any:
    """The same stored block under new ids, all the way down."""
    if isinstance(raw, dict):
        renewed = {name: _with_new_ids(value) for name, value in raw.items()}
        return renewed | ({"id": str(uuid.uuid4())} if {"type", "value", "id"} <= raw.keys() else {})
    return [_with_new_ids(each) for each in raw] if isinstance(raw, list) else raw
