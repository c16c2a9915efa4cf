"""Whatever an author writes into a field, no script of theirs runs: for learners, in the preview, in the CMS.

The browser is told to ignore our content security policy, so that a script that got through would run. A field
of running text holds every payload; a short one as many whole ones as it can. `PAYLOAD_ROUNDS=80` goes on until
every payload has stood in every field.
"""

import os
import uuid

import pytest
from django.core.files.base import ContentFile

from accounts.models import Role
from courses import asking, progress
from courses.models import (
    CoursePage,
    EditionStep,
    GlossaryTerm,
    LessonDocument,
    LessonPage,
    Objective,
    Reference,
)
from courses.releasing import release
from quizzes.models import Bank, Question
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import claim, enrolled, figure, picture, recording, somebody_approves, video
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import BankFactory, QuestionFactory, approved
from tests.factories.released import course_pages
from tests.payloads import PAYLOADS

ROUNDS = int(os.environ.get("PAYLOAD_ROUNDS", "1"))
CANARY = """
window.ran = [];
window.canary = () => window.ran.push(location.href);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.canary();
"""
# What could run later: a handler, or an address that is a script.
ARMED = r"""() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(a => /^on/i.test(a.name) && /canary/.test(a.value)
        || /^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(a.name)
        && !(element.tagName === "TRACK" && /^data:text\/vtt;base64,/.test(a.value))  // captions: never a document
        && /^[\s\u0000-\u001f]*(javascript|vbscript|data:text)/i.test(a.value))
    .map(a => element.tagName + ' ' + a.name + '=' + a.value)
    .concat(element.tagName === 'SCRIPT' && !/json/.test(element.type) && /^\s*canary|parent\.canary/.test(element.textContent)
        ? ['SCRIPT ' + element.textContent] : []))"""
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


@pytest.fixture
def poisoned(request):
    """A released course with payloads in every field that an author has, and its learner."""
    short = Short(getattr(request, "param", 0) * 7)
    pages = course_pages()
    reference = pages.reference
    Reference.objects.filter(pk=reference.pk).update(
        authors=short(300),
        title=short(400),
        published_in=short(300),
        year="<b>",
        url="javascript:canary()",
        doi="",
        bibtex=ALL,
    )
    term = GlossaryTerm.objects.create(key="term", term=short(80), definition=ALL)
    for objective in Objective.objects.filter(course=pages.course.course):
        objective.statement = short(300)
        objective.save()
    Bank.objects.update(title=short(120))
    course = fill_course(pages.course, short)
    checks = list(questions(BankFactory(title=short(120)), Objective.objects.first()))
    lesson = LessonPage.objects.get(pk=pages.lessons[0].pk)
    lesson.title, lesson.summary = short(200), short(300)
    shown = [version for version in checks if version.kind != "reflection"]
    lesson.body = body(short, Reference.objects.get(pk=reference.pk), term, shown)
    lesson.save()
    pages.quiz.introduction = ALL
    pages.quiz.save()
    # The post-test asks what is poisoned, too.
    for question in Question.objects.filter(bank__in=[pool.bank for pool in pages.quiz.pools.all()]):
        approved(question, poison(MAKERS["single"]()))
    somebody_approves(course, lesson, pages.quiz)
    return release(CoursePage.objects.get(pk=course.pk), by=None, notes=ALL), lesson, checks


@pytest.fixture
def window(browser, live_server):
    """A window without our policy, which records every script of a payload that runs."""
    contexts = []

    def open_(person):
        context = browser.new_context(base_url=live_server.url, bypass_csp=True)
        context.add_init_script(CANARY)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.dialogs = []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        sign_in(page, person)
        return page

    yield open_
    for context in contexts:
        context.close()


def harm(page, address):
    """What ran or could run at an address."""
    answer = page.goto(address)
    page.wait_for_timeout(100)  # for what waits for its turn, such as an image that cannot be loaded
    found = [("status", answer.status)] if answer.status != 200 else []
    found += [("a dialog", each) for each in page.dialogs]
    for frame in page.frames:
        found += [("ran", each) for each in frame.evaluate("window.ran || []")]
        found += [("armed", each[:200]) for each in frame.evaluate(ARMED)]
    return [(address, *each) for each in found]


def of_learners(edition, checks):
    """Every page that shows a learner, or anybody, what an author wrote."""
    code = edition.course.code
    version = next(each for each in checks if each.kind == "single")
    field, answer = f"r{version.question.public_id.hex[:8]}", version.payload["options"][0]["id"]
    return (
        "/",
        f"/{code}/",
        "/glossary/",
        f"/evidence/{code}/",
        f"/references/{Reference.objects.first().key}/",
        f"/learn/{code}/",
        f"/learn/{code}/lesson-1/",
        f"/learn/{code}/search/?q=canary",
        f"/learn/{code}/lesson-1/notes/",
        f"/learn/{code}/check/{version.question.public_id}/{version.number}/?{field}={answer}",
    )


def of_authors(lesson, checks):
    parent, reference = lesson.get_parent(), Reference.objects.first()
    yield from (
        "/cms/",
        f"/cms/pages/{parent.pk}/",
        f"/cms/pages/{lesson.pk}/edit/",
        f"/cms/pages/{parent.pk}/edit/",
        f"/cms/pages/{lesson.pk}/view_draft/",
        f"/cms/pages/{lesson.pk}/history/",
        f"/cms/snippets/courses/reference/edit/{reference.pk}/",
        "/cms/snippets/courses/objective/",
        f"/cms/courses/{parent.pk}/duplicate/",
        f"/cms/courses/{parent.pk}/from-word/",
        "/cms/releases/",
        f"/cms/releases/{parent.pk}/",
        f"/cms/coverage/{parent.pk}/",
        f"/cms/hours/{parent.pk}/",
        "/cms/inquiries/",
        "/cms/questions/",
        "/cms/images/",
        "/cms/documents/",
    )
    for version in checks:
        yield f"/cms/questions/{version.question_id}/"
        yield f"/cms/questions/{version.question_id}/edit/"


def ask_and_answer(enrolment, step, by):
    """The instructor's answer stands beside the text, for everyone."""
    inquiry = asking.ask(enrolment, step, block="", excerpt="<b>", text=ALL[:1900], client_id=uuid.uuid4())
    asking.reply(inquiry, by=by, text=ALL[:1900], shared_as=LINES[0] + LINES[13])


def test_the_canary_sings(window):
    """The planted fault: what a page shows unsanitised is found, whether it runs or only could."""
    page = window(person_with(Role.INSTRUCTOR))
    page.goto("/policies/")

    page.evaluate("html => { document.body.innerHTML += html; }", "".join(PAYLOADS[13:22]) + PAYLOADS[41])
    page.wait_for_function("window.ran.length > 0")

    assert len(page.evaluate(ARMED)) > 5


def test_there_are_sixty_payloads():
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("poisoned", range(ROUNDS), indirect=True)
def test_no_payload_runs_for_learners_in_the_preview_or_in_the_cms(window, poisoned):
    edition, lesson, checks = poisoned
    enrolment = enrolled(edition)
    steps = EditionStep.objects.taught_to(enrolment)
    administrator = person_with(Role.ADMINISTRATOR)
    ask_and_answer(enrolment, steps.first(), administrator)
    for step in steps:
        if step.kind == "lesson":
            progress.record_reading(enrolment, step)
    learner = window(enrolment.learner)
    found = [each for address in of_learners(edition, checks) for each in harm(learner, address)]

    author = window(administrator)
    found += [each for address in of_authors(lesson, checks) for each in harm(author, address)]

    assert found == []
