"""A world whose authors wrote payloads of script into everything that they can write."""

import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from wagtail.models import Comment

from accounts.models import Role, User
from courses import asking, attesting, correcting, evaluating, outside, progress
from courses.canonical import sha256
from courses.models import (
    CoursePage,
    Edition,
    EditionStep,
    Enrolment,
    EvaluationPage,
    GlossaryTerm,
    LessonDocument,
    LessonPage,
    Objective,
    OutsideInvitation,
    Reference,
)
from courses.releasing import release
from quizzes import disputing, sitting
from quizzes.models import Attempt, Bank, Question, QuestionVersion
from tests.factories.accounts import person_with
from tests.factories.courses import (
    claim,
    enrolled,
    figure,
    picture,
    publish,
    recording,
    somebody_approves,
    video,
)
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import BankFactory, QuestionFactory, answer_all, approved
from tests.factories.released import course_pages
from tests.payloads import PAYLOADS

ALL = "\n\n".join(PAYLOADS)
LINES = [" ".join(payload.split()) for payload in PAYLOADS]
# Of a question's payload: what no author writes as text.
MACHINE = {
    *("id", "fraction", "answer", "kind", "mark", "area", "image", "scoring", "grading", "value"),
    *("tolerance", "least_words", "points", "weight", "right"),
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Short:
    """Whole payloads for short fields: each goes on where the one before it stopped."""

    def __init__(self, start: int) -> None:
        self.at = start

    def __call__(self, size: int) -> str:
        text = ""
        for _ in LINES:
            line = LINES[self.at % len(LINES)]
            if len(f"{text} {line}".strip()) > size:
                break
            text, self.at = f"{text} {line}".strip(), self.at + 1
        if not text:  # longer than the field: another round's field takes it
            self.at += 1
        return text or "x"


def poison(payload):
    """A question in which every text of its author ends in all payloads."""
    match payload:
        case dict():
            return {key: each if key in MACHINE else poison(each) for key, each in payload.items()}
        case list():
            return [poison(each) for each in payload]
        case str():
            return f"{payload}\n\n{ALL}"
    return payload


def questions(bank, objective):
    """An approved one of each kind. A short answer's patterns are compared, never shown."""
    for kind, make in MAKERS.items():
        clean, dirty = make(), poison(make())
        if kind == "short":
            dirty["answers"] = clean["answers"]
        if kind == "gaps":
            dirty["gaps"] = clean["gaps"]
        if kind == "hotspot":
            dirty["regions"] = [
                region | {"label": f"{n} {LINES[n + 13]}", "feedback": ALL}
                for n, region in enumerate(clean["regions"])
            ]
        yield approved(QuestionFactory(bank=bank, objective=objective), dirty, kind=kind)


def document(title):
    file = ContentFile(PDF, name="handout.pdf")
    return LessonDocument.objects.create(title=title, file=file)


def body(short, reference, term, checks):
    """A block for each payload alone, and one of each kind that holds them all."""
    blocks = [("text", {"key": f"p{n}", "text": payload}) for n, payload in enumerate(PAYLOADS)]
    cells = " ".join(line.replace("|", "/") for line in LINES)
    return [
        *blocks,
        ("text", {"key": 'k"onclick="canary()', "text": f"A [{short(60)}](term:{term.key}).\n\n{ALL}"}),
        ("text", {"key": "sentence", "text": f"[{ALL[:400]}](claim:inline)\n\n[Flow](claim:inline)."}),
        claim(reference, statement=" ".join(LINES), measured=ALL, key='c"onclick="canary()'),
        claim(reference, statement=" ".join(LINES), measured=ALL, key="inline", placement="inline"),
        ("callout", {"key": "c1", "kind": "pearl", "title": short(120), "text": ALL}),
        (
            "table",
            {
                "key": "t1",
                "caption": short(300),
                "table": f"| a |\n| --- |\n| {cells} |",
                "row_headers": True,
            },
        ),
        figure(picture(), alt=short(300), caption=ALL, description=ALL, credit=short(200), licence=short(80)),
        video(
            recording("a.webm"),
            title=short(120),
            transcript=ALL,
            credit=short(200),
            licence=short(80),
            key="v1",
        ),
        ("download", {"key": "d1", "title": short(120), "text": ALL, "document": document(short(255))}),
        *(("check", {"key": f"s{n}", "question": version.question}) for n, version in enumerate(checks)),
    ]


def fill_course(page, short):
    course = CoursePage.objects.get(pk=page.pk)
    for name in (
        *("description", "audience", "prerequisites", "disclosure"),
        *("refund_policy", "cancellation_policy", "grievance_policy", "accessibility_policy"),
    ):
        setattr(course, name, ALL)
    for name, size in (("promise", 200), ("medium", 200), ("title", 200), ("price", 40)):
        setattr(course, name, short(size))
    instructor = course.instructors.first()
    instructor.name, instructor.credentials, instructor.biography = short(120), short(120), ALL
    course.instructors = [instructor]
    course.save()
    return course


@dataclass
class World:
    """A course that everybody has written into, and who may look at it."""

    edition: Edition
    newer: Edition
    lesson: LessonPage
    checks: list[QuestionVersion]
    enrolment: Enrolment  # has finished, disputes a question and holds a certificate
    beginner: Enrolment
    attempt: Attempt  # the beginner's, at the post-test
    administrator: User
    invitation: OutsideInvitation


def a_world(start: int = 0) -> World:
    """A released course with payloads in every field that an author has. `start`: with which short fields begin."""
    short = Short(start)
    pages = course_pages()
    writes_references(pages.reference, short)
    term = GlossaryTerm.objects.create(key="term", term=short(80), definition=ALL)
    for objective in Objective.objects.filter(course=pages.course.course):
        objective.statement = short(300)
        objective.save()
    Bank.objects.update(title=short(120))
    course = fill_course(pages.course, short)
    checks = list(questions(BankFactory(title=short(120)), Objective.objects.first()))
    lesson = writes_a_lesson(pages.lessons[0], pages.reference, term, checks, short)
    form = asks_for_an_opinion(pages.quiz, short)
    pages.quiz.introduction = ALL
    pages.quiz.reveal = pages.quiz.Reveal.AFTER
    pages.quiz.save()
    # The post-test asks what is poisoned, too.
    for question in Question.objects.filter(bank__in=[pool.bank for pool in pages.quiz.pools.all()]):
        approved(question, poison(MAKERS["single"]()))
    somebody_approves(course, lesson, pages.quiz, form)
    edition = release(CoursePage.objects.get(pk=course.pk), by=None, notes=ALL)
    enrolment, beginner = enrolled(edition), enrolled(edition)
    administrator = person_with(Role.ADMINISTRATOR, name=short(120))
    finishes(enrolment, administrator)
    newer = corrects_and_rewrites(edition, lesson, administrator)
    invitation = asks_outside(course, short)
    reads(beginner)
    attempt = sitting.open_attempt(beginner, edition.steps.get(kind="quiz"))
    return World(edition, newer, lesson, checks, enrolment, beginner, attempt, administrator, invitation)


def writes_references(reference: Reference, short: Short) -> None:
    Reference.objects.filter(pk=reference.pk).update(
        authors=short(300),
        title=short(400),
        published_in=short(300),
        year="<b>",
        url="javascript:canary()",
        doi="",
        bibtex=ALL,
    )


def writes_a_lesson(page, reference, term, checks, short) -> LessonPage:
    lesson = LessonPage.objects.get(pk=page.pk)
    lesson.title, lesson.summary = short(200), short(300)
    shown = [version for version in checks if version.kind != "reflection"]
    lesson.body = body(short, Reference.objects.get(pk=reference.pk), term, shown)
    lesson.save()
    Comment.objects.create(
        page=lesson, user=lesson.owner or person_with(Role.ADMINISTRATOR), text=ALL, contentpath="title"
    )
    return lesson


def asks_for_an_opinion(after, short) -> EvaluationPage:
    asked = [("rating", {"prompt": short(200)}), ("text", {"prompt": short(200)})]
    form = EvaluationPage(title=short(200), slug="evaluation", introduction=short(300), questions=asked)
    return after.add_sibling(pos="right", instance=form)


def reads(enrolment: Enrolment) -> None:
    for step in EditionStep.objects.taught_to(enrolment).filter(kind="lesson"):
        progress.record_reading(enrolment, step)


def finishes(enrolment: Enrolment, instructor: User) -> None:
    """A learner goes all the way, asks a question and doubts another. The answers stand beside the text."""
    steps = EditionStep.objects.taught_to(enrolment)
    reads(enrolment)
    said = {"excerpt": "<b>", "text": ALL[:1900], "client_id": uuid.uuid4()}
    inquiry = asking.ask(enrolment, steps.first(), block="", **said)
    asking.reply(inquiry, by=instructor, text=ALL[:1900], shared_as=LINES[0] + LINES[13])
    attempt = sitting.open_attempt(enrolment, steps.get(kind="quiz"))
    answer_all(attempt, correct=2)
    sitting.submit(attempt)
    disputing.answer(disputing.dispute(attempt.items.first(), ALL[:1900]), ALL, by=instructor)
    form = steps.get(kind="evaluation")
    evaluating.evaluate(enrolment, form, {form.body["questions"][1]["id"]: ALL[:900]})
    attesting.attest(enrolment, steps.get(kind="attestation"), name="Sam Learner")


def corrects_and_rewrites(edition: Edition, lesson: LessonPage, author: User) -> Edition:
    """A correction that is published, one that waits, and the edition after."""
    said = {
        "severity": "clarification",
        "new": f"Not so. {ALL}",
        "reason": ALL,
        "source": Reference.objects.first(),
    }
    claims = {each.item: each for each in correcting.taught(edition.course)}
    for one in claims.values():
        made = correcting.propose(
            edition.course, by=author, kind="claim", item=one.item, old=one.text, **said
        )
    correcting.publish(made, by=person_with(Role.ADMINISTRATOR))
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body.append(("text", {"key": "later", "text": f"{ALL}\n\nLater."}))
    publish(lesson)
    return release(CoursePage.objects.get(course=edition.course), by=None, notes=ALL)


def asks_outside(course: CoursePage, short: Short) -> OutsideInvitation:
    """A reviewer from outside who comments, and asks for changes."""
    author = person_with(Role.INSTRUCTOR, scope=f"course:{course.course.public_id}", name=short(120))
    made = outside.invite(course, by=author, email="olga@example.com", name=short(150), message=ALL)
    found = outside.drafts(course)
    outside.comment(made, found[1].page, text=ALL[:3900], excerpt="<b>")
    signed = {"name": short(150), "qualifications": short(300), "words": ALL}
    outside.decide(made, approved=False, seen=sha256(outside.content_of(found)), **signed)
    return made
