"""Whatever an author writes into a field, no script of theirs runs: for learners, in the preview, in the CMS.

The browser is told to ignore our content security policy, so that a script which got through would run.
`PAYLOADS_EACH=1` opens a lesson for each payload alone, too.
"""

import pytest

from accounts.models import Role
from courses.models import CoursePage, LessonPage, Objective, Reference
from courses.releasing import release
from quizzes.models import Question
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import claim, enrolled
from tests.factories.quizzes import QuestionFactory, approved
from tests.factories.released import course_pages
from tests.payloads import PAYLOADS

CANARY = """
window.ran = [];
window.canary = () => window.ran.push(location.href);
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.canary();
"""
# What could run later: a handler, or an address that is a script.
ARMED = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
    .filter(a => /^on/i.test(a.name) && /canary/.test(a.value)
        || /^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(a.name)
        && /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(a.value))
    .map(a => element.tagName + ' ' + a.name + '=' + a.value)
    .concat(element.tagName === 'SCRIPT' && /^\\s*canary|parent\\.canary/.test(element.textContent) ? ['SCRIPT'] : []))"""
ALL = "\n\n".join(PAYLOADS)
LINE = " ".join(" ".join(payload.split()) for payload in PAYLOADS)


def cut(size, start=0):
    return LINE[start : start + size]


@pytest.fixture
def poisoned():
    """A released course with payloads in every field that an author has."""
    pages = course_pages()
    reference = pages.reference
    Reference.objects.filter(pk=reference.pk).update(
        authors=cut(300),
        title=cut(400, 300),
        published_in=cut(300, 700),
        year="<b>",
        url="javascript:canary()",
        doi="",
    )
    Objective.objects.filter(course=pages.course.course).update(statement=cut(300, 1000))
    course = CoursePage.objects.get(pk=pages.course.pk)
    for name in (
        "description",
        "audience",
        "prerequisites",
        "disclosure",
        "refund_policy",
        "grievance_policy",
    ):
        setattr(course, name, ALL)
    course.promise, course.medium, course.title, course.price = (
        cut(200),
        cut(200, 200),
        cut(200, 400),
        cut(40),
    )
    instructor = course.instructors.first()
    instructor.name, instructor.credentials, instructor.biography = cut(120), cut(120, 120), ALL
    course.instructors = [instructor]
    course.save()
    course.save_revision().publish()
    version = approved(
        QuestionFactory(), {"stem": ALL, "options": options(), "rationale": ALL}, kind="single"
    )
    lesson = LessonPage.objects.get(pk=pages.lessons[0].pk)
    lesson.title, lesson.summary = cut(200, 600), cut(300, 900)
    blocks = [("text", {"key": f"p{n}", "text": payload}) for n, payload in enumerate(PAYLOADS)]
    blocks += [
        ("text", {"key": 'k"onclick="canary()', "text": ALL}),
        claim(reference, statement=cut(390), measured=ALL, key='c"onclick="canary()', placement="block"),
        ("callout", {"key": "c1", "kind": "pearl", "title": cut(120, 800), "text": ALL}),
        (
            "table",
            {
                "key": "t1",
                "caption": cut(300, 100),
                "table": "| a |\n| --- |\n| " + cut(900) + " |",
                "row_headers": True,
            },
        ),
        ("check", {"key": "s1", "question": version.question}),
    ]
    lesson.body = blocks
    lesson.save()
    lesson.save_revision().publish()
    return release(CoursePage.objects.get(pk=course.pk), by=None), lesson, version


def options():
    from uuid import uuid4

    return [
        {"id": str(uuid4()), "text": ALL, "fraction": fraction, "feedback": ALL}
        for fraction in ("1", "0", "0", "0")
    ]


@pytest.fixture
def window(browser, live_server):
    """A window without our policy, which records every script of a payload that runs."""
    contexts = []

    def open_(person):
        context = browser.new_context(base_url=live_server.url, bypass_csp=True)
        context.add_init_script(CANARY)
        contexts.append(context)
        page = context.new_page()
        page.dialogs = []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        sign_in(page, person)
        return page

    yield open_
    for context in contexts:
        context.close()


def is_safe(page, address):
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for frame in page.frames:
        assert frame.evaluate("window.ran || []") == [], (address, frame.url)
        assert frame.evaluate(ARMED) == [], (address, frame.url)
    assert page.dialogs == []


def test_the_canary_sings(window):
    page = window(person_with(Role.INSTRUCTOR))
    page.goto("/policies/")

    page.evaluate(
        "document.body.innerHTML += '<img src=x onerror=canary()><a href=\"javascript:canary()\">x</a>'"
    )
    page.wait_for_function("window.ran.length > 0")

    assert len(page.evaluate(ARMED)) == 2


def test_no_payload_runs_for_learners_in_the_preview_or_in_the_cms(window, poisoned):
    edition, lesson, version = poisoned
    assert len(PAYLOADS) >= 60
    learner = window(enrolled(edition).learner)
    code = edition.course.code
    field = f"r{version.question.public_id.hex[:8]}"
    answer = version.payload["options"][0]["id"]
    for address in (
        "/",
        f"/{code}/",
        f"/learn/{code}/",
        f"/learn/{code}/lesson-1/",
        f"/learn/{code}/check/{version.question.public_id}/{version.number}/?{field}={answer}",
    ):
        is_safe(learner, address)
    author = window(person_with(Role.ADMINISTRATOR))
    parent, reference = lesson.get_parent(), Reference.objects.first()
    for address in (
        "/cms/",
        f"/cms/pages/{parent.pk}/",
        f"/cms/pages/{lesson.pk}/edit/",
        f"/cms/pages/{parent.pk}/edit/",
        f"/cms/pages/{lesson.pk}/view_draft/",
        f"/cms/pages/{lesson.pk}/history/",
        f"/cms/snippets/courses/reference/edit/{reference.pk}/",
        "/cms/snippets/courses/objective/",
        f"/cms/releases/{parent.pk}/",
    ):
        is_safe(author, address)
    assert Question.objects.exists()
