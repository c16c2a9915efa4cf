"""Courses: as pages that can be released, and as editions that learners are on."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from accounts.models import User
from courses import enrolling, progress, vouching
from courses.canonical import sha256
from courses.models import (
    AttestationPage,
    CataloguePage,
    Course,
    CourseInstructor,
    CoursePage,
    Edition,
    EditionStep,
    Enrolment,
    LessonDocument,
    LessonImage,
    LessonPage,
    Objective,
    Reference,
)

from .accounts import UserFactory

STATEMENT = "I read the lessons and took the post-test myself."
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"course-{n}")


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    course = factory.SubFactory(CourseFactory)
    number = factory.LazyAttribute(lambda o: o.course.objectives.count() + 1)
    bloom = "explain"
    statement = factory.LazyAttribute(lambda o: f"Explain finding {o.number}.")


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    key = factory.Sequence(lambda n: f"author{n}")
    authors = factory.Sequence(lambda n: f"Author {n}, Other A")
    title = "Massage and blood flow"
    year = "2004"
    published_in = "Med Sci Sports Exerc 36:1308–1313"
    doi = factory.Sequence(lambda n: f"10.1249/example.{n}")


class EditionFactory(DjangoModelFactory):
    class Meta:
        model = Edition

    course = factory.SubFactory(CourseFactory)
    major = 1
    minor = 0
    title = "The Science of Touch"
    hours = Decimal("0.5")
    words = 6_400
    manifest = factory.LazyAttribute(lambda o: {"code": o.course.code, "pass_rules": [], "objectives": []})
    sha256 = factory.LazyAttribute(lambda o: sha256(o.manifest))
    salt = b"sixteen bytes it"
    released_at = NOON


class EditionStepFactory(DjangoModelFactory):
    """A lesson, unless `kind` and `opens` say otherwise."""

    class Meta:
        model = EditionStep

    edition = factory.SubFactory(EditionFactory)
    position = factory.LazyAttribute(lambda o: o.edition.steps.count() + 1)
    key = factory.LazyFunction(uuid4)
    slug = factory.LazyAttribute(lambda o: f"step-{o.position}")
    kind = "lesson"
    title = factory.LazyAttribute(lambda o: f"Step {o.position}")
    opens = "courses:read"
    body = factory.LazyAttribute(lambda o: {"summary": "", "objectives": [], "blocks": [], "references": []})
    html = factory.LazyAttribute(lambda o: f"<p>The text of {o.title}.</p>" if o.kind == "lesson" else "")
    words = 800
    digest = factory.LazyAttribute(lambda o: sha256([o.title, o.html]))


def an_edition(lessons: int = 2, quiz: bool = False, **fields) -> Edition:
    """An edition of so many lessons, a quiz step if asked for, and the confirmation."""
    edition = EditionFactory(**fields)
    for number in range(1, lessons + 1):
        EditionStepFactory(edition=edition, slug=f"lesson-{number}", title=f"Lesson {number}")
    if quiz:
        EditionStepFactory(
            edition=edition, slug="post-test", title="Post-test", kind="quiz", opens="quizzes:start"
        )
    EditionStepFactory(
        edition=edition,
        slug="confirm",
        title="Confirm your name",
        kind="attestation",
        opens="courses:attest",
        body={"statement": STATEMENT},
        words=0,
    )
    return edition


def next_edition(edition: Edition, *, minor: bool = False, rewritten: tuple[int, ...] = ()) -> Edition:
    """The same steps in a newer edition. Those at the positions in `rewritten` have a new text."""
    major, number = (edition.major, edition.minor + 1) if minor else (edition.major + 1, 0)
    newer = EditionFactory(course=edition.course, major=major, minor=number)
    for step in edition.steps.order_by("position"):
        html = f"{step.html}<p>More.</p>" if step.position in rewritten else step.html
        names = ("position", "key", "slug", "kind", "title", "opens", "body", "words")
        EditionStepFactory(edition=newer, html=html, **{name: getattr(step, name) for name in names})
    return newer


def rewrite(lesson: LessonPage, words: str) -> None:
    """Publish other words in the first block of a lesson, approved by somebody."""
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body[0].value["text"] = words
    publish(lesson)


def enrolled(edition: Edition, learner: User | None = None) -> Enrolment:
    return enrolling.enrol(learner or UserFactory(), edition.course)


def finish(enrolment: Enrolment, *slugs: str, at: datetime = NOON) -> None:
    """Record the named steps of the learner's edition as finished."""
    for step in EditionStep.objects.taught_to(enrolment):
        if step.slug in slugs:
            progress.record_step(enrolment, step, at)


def catalogue() -> CataloguePage:
    """The site's front page, made once."""
    found = CataloguePage.objects.first()
    if found:
        return found
    page = Page.objects.get(depth=1).add_child(instance=CataloguePage(title="Courses", slug="courses"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": page, "hostname": "testserver", "port": 80}
    )
    Site.clear_site_root_paths_cache()
    return page


def somebody_approves(*pages: Page) -> None:
    """What a review would leave behind for the published content of each page."""
    for page in pages:
        vouching.approve_published(page, by=UserFactory())


def publish(page: Page) -> None:
    """Publish what a page says in memory, as an approved draft is published."""
    page.save_revision().publish()
    somebody_approves(page)


def course_page(course: Course | None = None, **fields) -> CoursePage:
    """A published course page without steps."""
    course = course or CourseFactory()
    values = {
        "title": "The Science of Touch",
        "slug": course.code,
        "promise": "What touch does, and what it doesn't.",
        "description": "What was **measured**, and in whom.",
        "audience": "Licensed massage therapists.",
        "prerequisites": "None beyond entry-level training.",
        "medium": "Text lessons read online.",
        "reviewed_on": date(2026, 11, 20),
        "review_by": date(2099, 11, 20),
        "disclosure": "Nobody has anything to disclose.",
        "asks_to_acknowledge": False,
        "refund_policy": "There is nothing to refund.",
        "cancellation_policy": "Leave whenever you like.",
        "grievance_policy": "Write to us.",
        "accessibility_policy": "It works with a keyboard.",
    }
    page = CoursePage(course=course, **(values | fields))
    page.instructors.add(
        CourseInstructor(name="Ines Instructor", credentials="LMT", biography="She teaches.")
    )
    return catalogue().add_child(instance=page)


def lesson_page(
    parent: CoursePage, title: str = "Circulation", *, objectives=(), body=None, **fields
) -> LessonPage:
    """A published lesson of one stretch of text, unless `body` says otherwise."""
    body = body or [("text", {"key": "opening", "text": f"The text of {title}."})]
    page = parent.add_child(instance=LessonPage(title=title, body=body, summary=f"About {title}.", **fields))
    page.objectives.set(objectives)
    page.save()
    return page


def claim(reference: Reference | None, **fields) -> tuple[str, dict]:
    """A claim block, as a lesson's body takes it."""
    values = {
        "key": "muscle-flow",
        "statement": "Massage has not been shown to raise arterial flow.",
        "verdict": "contested",
        "certainty": "low",
        "measured": "",
        "citations": [reference] if reference else [],
        "reviewed": date(2026, 11, 20),
        "review_by": date(2099, 11, 20),
    }
    return "claim", values | fields


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 5h40"/></svg>'


def picture(content: bytes = DRAWING, name: str = "beds.svg", source: str = "media/beds.svg") -> LessonImage:
    """An image of the library, as loading puts it there."""
    return LessonImage.objects.create(
        title="Beds", source=source, width=40, height=20, file=ContentFile(content, name=name)
    )


def figure(image: LessonImage | None, **fields) -> tuple[str, dict]:
    """A figure block, as a lesson's body takes it."""
    values = {
        "key": "beds",
        "image": image,
        "alt": "Two vessels, one above the other.",
        "caption": "The skin's vessels lie above.",
        "description": "The upper one is *red*.",
        "credit": "Drawn for this course.",
        "licence": "CC BY 4.0",
    }
    return "figure", values | fields


def attestation_page(parent: CoursePage, **fields) -> AttestationPage:
    values = {"title": "Confirm your name", "slug": "confirm", "statement": STATEMENT}
    return parent.add_child(instance=AttestationPage(**(values | fields)))


RECORDINGS = Path(__file__).parent.parent / "recordings"
CAPTIONS = "WEBVTT\n\n00:00:00.500 --> 00:00:02.500\nPress &amp; wait."


def recording(name: str = "a.mp4", seconds: str = "3") -> LessonDocument:
    """A film or a sound recording of the library, as uploading puts it there."""
    file = ContentFile((RECORDINGS / name).read_bytes(), name=name)
    return LessonDocument.objects.create(title="The calf", file=file, seconds=Decimal(seconds))


def video(document: LessonDocument | None, **fields) -> tuple[str, dict]:
    """A video block, as a lesson's body takes it."""
    values = {
        "key": "pulse",
        "recording": document,
        "title": "Finding the pulse",
        "captions": CAPTIONS,
        "transcript": "A hand lies on a calf. “Press & *wait*.”",
        "credit": "Filmed for this course.",
        "licence": "CC BY 4.0",
        "described": True,
    }
    return "video", values | fields


def audio(document: LessonDocument | None, **fields) -> tuple[str, dict]:
    values = video(document, key="talk", title="A talk")[1] | fields
    return "audio", {name: value for name, value in values.items() if name != "described"}
