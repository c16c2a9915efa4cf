"""What stands behind `test_scopes.py`: two courses, an instructor of each, and every address of the CMS.

Whatever belongs to the first course says "Zephyr" somewhere, so that a leak can be read off a page.
"""

from collections.abc import Iterator
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Collection, Comment, Task, Workflow

from accounts.models import Role, User
from courses import correcting
from courses.models import Approval, CoursePage, LessonDocument, LessonImage, Objective
from courses.releasing import release
from quizzes.models import Bank, Question
from tests.doors import DoorPattern, Knock, World, bare
from tests.factories.accounts import UserFactory, add_second_factor, person_with
from tests.factories.certificates import ApprovalFactory
from tests.factories.courses import CourseFactory, somebody_approves
from tests.factories.released import Pages, course_pages

SECRET = "Zephyr"
SOUGHT = "Kumquat"  # what a search box is asked: pages repeat it, and it gives nothing away
TITLE = f"{SOUGHT} {SECRET}"


def a_picture() -> ImageFile:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    return ImageFile(file, name=f"{SECRET}.png")


class Scopes(World):
    """Ann teaches the first course, Ben the second, Cleo reviews the second and Dan administers it: they walk."""

    def __init__(self) -> None:
        self.theirs = self.first_course()
        self.own = course_pages(title="My own course")
        self.ann = self.instructor_of(self.theirs)
        self.ben = self.instructor_of(self.own)
        self.cleo, self.dan = self.one(Role.REVIEWER, self.own), self.one(Role.ADMINISTRATOR, self.own)
        self.eve = self.one(Role.REVIEWER, self.theirs)
        superuser = UserFactory(is_superuser=True, is_staff=True)
        add_second_factor(superuser)
        self.people: dict[str, User | None] = {
            "ann": self.ann,
            "ben": self.ben,
            "cleo": self.cleo,
            "dan": self.dan,
            "eve": self.eve,
            "superuser": superuser,
        }
        self.cookies = self.sessions()
        self.fill(self.theirs)

    def first_course(self) -> Pages:
        pages = course_pages(title=TITLE, course=CourseFactory(code="kumquat-zephyr"))
        for step in (*pages.lessons, pages.quiz, pages.attestation):
            step.title = f"{TITLE} {step.pk}"
            step.save()
        Objective.objects.filter(course=pages.course.course).update(statement=f"Explain {TITLE}.")
        for question in Question.objects.filter(objective__course=pages.course.course):
            Question.objects.filter(pk=question.pk).update(key=f"zephyr-{question.pk}")
            Bank.objects.filter(pk=question.bank_id).update(title=f"{TITLE} {question.pk}")
        return pages

    def instructor_of(self, pages: Pages) -> User:
        return self.one(Role.INSTRUCTOR, pages)

    def one(self, role: Role, pages: Pages) -> User:
        return person_with(role, scope=f"course:{pages.course.course.public_id}")

    def fill(self, pages: Pages) -> None:
        """Files, drafts, a comment, a review that is under way, a locked page."""
        collection = Collection.objects.get(name=pages.course.course.code)
        self.image = LessonImage.objects.create(
            title=TITLE, file=a_picture(), collection=collection, uploaded_by_user=self.ann
        )
        self.document = LessonDocument.objects.create(
            title=TITLE,
            file=ContentFile(b"%PDF-1.4", f"{SECRET}.pdf"),
            collection=collection,
            uploaded_by_user=self.ann,
        )
        course = CoursePage.objects.get(pk=pages.course.pk)
        somebody_approves(course, *course.steps())
        self.edition = release(pages.course, by=None)
        self.approval: Approval = ApprovalFactory(edition=self.edition, title=TITLE)
        lesson = pages.lessons[0]
        lesson.refresh_from_db()
        [said, *_] = correcting.taught(self.edition.course)
        self.correction = correcting.propose(
            self.edition.course,
            by=self.ann,
            kind="claim",
            item=said.item,
            old=said.text,
            new=f"{TITLE}.",
            severity="safety",
        )
        self.revision = lesson.save_revision(user=self.ann)
        Comment.objects.create(page=lesson, user=self.ann, text=TITLE, contentpath="title")
        lesson.refresh_from_db()
        self.state = lesson.get_workflow().start(lesson, self.ann)
        locked = pages.lessons[1]
        locked.locked, locked.locked_by = True, self.ann
        locked.save()

    def paths(self, door: DoorPattern) -> Iterator[str]:
        """The address with each of the first course's ids that can stand in it; else with a search."""
        if door.key in self.REGEXES:
            if door.name.endswith("revisions_compare"):
                for page in self.pages():
                    yield f"/cms/pages/{page}/revisions/compare/earliest...latest/"
            return
        found = {"/" + "".join(self.filled(bare(door.route), ids)) for ids in self.ids_for(door)}
        for path in sorted(found):
            yield path
            if "<" not in door.route:
                yield f"{path}?q={SOUGHT}&p=1&search={SOUGHT}"
        if door.name.endswith("chosen_multiple"):
            yield from (f"{path}?id={pk}" for path in sorted(found) for pk in self.everything(door))

    def pages(self) -> list[int]:
        pages = self.theirs
        return [pages.course.pk, *(each.pk for each in pages.lessons), pages.quiz.pk, pages.attestation.pk]

    def everything(self, door: DoorPattern) -> list[int]:
        """The ids that a bare pk may mean behind this door."""
        name = door.name
        snippets = {
            "_courses_course:": [self.edition.course_id],
            "_courses_objective:": list(self.edition.course.objectives.values_list("pk", flat=True)),
            "_courses_approval:": [self.approval.pk],
        }
        for part, ids in snippets.items():
            if part in name:
                return ids
        if "wagtailimages" in name or ":images:" in name:
            return [self.image.pk]
        if "wagtaildocs" in name or ":documents:" in name:
            return [self.document.pk]
        if "workflows:" in name:
            return list(Workflow.objects.values_list("pk", flat=True))
        if "wagtailusers_users" in name:
            return [self.ann.pk]
        if "collections:" in name:
            return [self.image.collection_id]
        if name == "correction":
            return [self.correction.pk]
        if "_quizzes_" in name or name.startswith("question"):
            return self.of_quizzes(name)
        return self.pages()

    def of_quizzes(self, name: str) -> list[int]:
        """Snippets of quizzes, by the course that their question, or their own row, belongs to."""
        mine = Question.objects.filter(objective__course=self.edition.course_id)
        if "_quizzes_question:" in name or name.startswith("question"):
            return list(mine.values_list("pk", flat=True))
        if "_quizzes_bank:" in name:
            return list(Bank.objects.filter(questions__in=mine).values_list("pk", flat=True).distinct())
        return [1]

    def ids_for(self, door: DoorPattern) -> Iterator[dict[str, str]]:
        state = self.state.current_task_state
        known = {
            "<int:revision_id>": str(self.revision.pk),
            "<int:workflow_state_id>": str(self.state.pk),
            "<int:task_state_id>": str(state.pk),
            "<int:task_id>": str(Task.objects.get(pk=state.task_id).pk),
            "<int:image_id>": str(self.image.pk),
            "<int:document_id>": str(self.document.pk),
            "<int:doc_id>": str(self.document.pk),
            "<int:collection_id>": str(self.image.collection_id),
            "<int:destination_id>": str(self.theirs.course.pk),
            "<slug:content_type_app_name>": "courses",
            "<slug:content_type_model_name>": "lessonpage",
            "<slug:app_label>": "courses",
            "<slug:model_name>": "lessonpage",
            "<str:app_label>": "courses",
            "<str:model_name>": "lessonpage",
            "<slug:action_name>": "approve",
            "<str:action_name>": "unpublish",
            "<str:action>": "unpublish",
            "<str:filter_spec>": "original",
            "<int:session_id>": "0",
        }
        for pk in self.everything(door):
            words = ("<int:pk>", "<str:pk>", "<str:object_id>")
            yield known | dict.fromkeys(words, str(pk)) | {"<int:page_pk>": str(pk)}
        for page in self.pages():
            words = ("<int:page_id>", "<int:parent_page_id>", "<int:page_to_move_id>", "<int:page_pk>")
            bare_words = dict.fromkeys(("<int:pk>", "<str:pk>"), str(self.everything(door)[0]))
            yield known | bare_words | dict.fromkeys(words, str(page)) | {"<str:object_id>": str(page)}


def names_something(door: DoorPattern) -> bool:
    return "<" in door.route or door.name.endswith("revisions_compare")


def tells(knock: Knock) -> bool:
    """Whether the answer says anything that only the first course says."""
    body = b"".join(knock.response) if knock.response.streaming else knock.response.content
    return SECRET.lower().encode() in body.lower()
