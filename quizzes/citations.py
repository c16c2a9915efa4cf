"""Where a source of the library is used: in lessons as they are drafted, and in questions. Reads only."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from courses.linking import lessons_of
from courses.models import LessonPage, Reference
from courses.models.drafts import drafted

from .models import Question, QuestionVersion
from .reviewing import sources_of


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson, and the ids of its blocks that cite the source."""

    lesson: LessonPage
    blocks: list[str]


def in_lessons(source: Reference, user: User) -> list[Place]:
    """The lessons that a person of the CMS may see and that cite it, as they are drafted."""
    found = []
    for lesson in lessons_of(user):
        blocks = [block.id for block in drafted(lesson).body if source.key in block.value.cites()]
        if blocks:
            found.append(Place(lesson, blocks))
    return found


def in_questions(source: Reference, seen: QuerySet[Question]) -> list[QuestionVersion]:
    """The newest versions, of these questions, that cite it or rest on it. One statement."""
    newest = (
        QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    )
    versions = QuestionVersion.objects.filter(pk=Subquery(newest), question__in=seen)
    # The database narrows it down; a key that begins another is told apart here.
    near = versions.filter(Q(references__icontains=source.key) | Q(payload__icontains=source.key))
    near = near.select_related("question__bank").order_by("question__bank__title", "question__key")
    return [version for version in near if source.key in sources_of([version])]
