"""Whatever an author writes into a field, no script of theirs runs: for learners, in the preview, in the CMS.

The browser is told to ignore our content security policy, so that a script that got through would run. A field
of running text holds every payload; a short one as many whole ones as it can. `PAYLOAD_ROUNDS=80` goes on until
every payload has stood in every field. From a few pages, each link is followed as the person would follow it.
"""

import os
from collections import Counter
from urllib.parse import urldefrag, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from accounts.models import Role
from courses import outside
from quizzes.models import QuizPage
from tests.browser.poison import a_world
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.certificates import keys_in
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


@pytest.fixture
def window(browser, live_server):
    """A window without our policy, which records every script of a payload that runs."""
    contexts = []

    def open_(person=None):
        context = browser.new_context(base_url=live_server.url, bypass_csp=True)
        context.add_init_script(CANARY)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.dialogs = []
        page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
        if person:
            sign_in(page, person)
        return page

    yield open_
    for context in contexts:
        context.close()


def harm(page, address):
    """What ran or could run at an address. None: it is no page, but a file."""
    try:
        answer = page.goto(address)
    except Error as why:
        if "Download is starting" in str(why) or "ERR_ABORTED" in str(why):
            return None
        raise
    page.wait_for_timeout(60)  # for what waits for its turn, such as an image that cannot be loaded
    return [(address, *each) for each in [*refused(answer), *armed(page)]]


def refused(answer):
    return [("status", answer.status)] if answer.status != 200 else []


def armed(page):
    found = [("a dialog", each) for each in page.dialogs]
    for frame in page.frames:
        found += [("ran", each) for each in frame.evaluate("window.ran || []")]
        found += [("armed", each[:200]) for each in frame.evaluate(ARMED)]
    return found


def name_of(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


# The ways out, and what a link alone does not open.
NOT_FOLLOWED = {"account_logout", "wagtailadmin_logout", "wagtail_bulk_action"}
EACH = 2 if ROUNDS == 1 else 1  # of the pages behind one URL name


def walk(page, *starts):
    """Follow each link from `starts` on. Returns what is wrong, and how often each kind of page was seen."""
    found, seen, waiting = [], Counter(), dict.fromkeys(starts, "the start")
    known = set(waiting)
    while waiting:
        address = next(iter(waiting))
        via = waiting.pop(address)
        name = name_of(address)
        if name in NOT_FOLLOWED or (seen[name] >= EACH and address not in starts):
            continue
        harmed = harm(page, address)
        if harmed is None:
            continue
        seen[name] += 1
        found += [(*each, f"by {via}") for each in harmed]
        for link in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            link = urldefrag(link).url
            if link.startswith(origin_of(page)) and link not in known:
                known.add(link)
                waiting[link] = address
    return found, seen


def origin_of(page):
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}/"


def of_learners(world):
    """Where a learner, or anybody, begins; and what no link leads to."""
    code = world.edition.course.code
    version = next(each for each in world.checks if each.kind == "single")
    field, answer = f"r{version.question.public_id.hex[:8]}", version.payload["options"][0]["id"]
    yield from (
        "/",
        "/learn/",
        f"/learn/{code}/search/?q=canary",
        f"/evidence/{code}/",
        f"/learn/{code}/changes/",
        f"/learn/{code}/check/{version.question.public_id}/{version.number}/?{field}={answer}",
        "/corrections/",
        "/transcript/",
    )


def of_authors(world):
    parent, lesson = world.lesson.get_parent(), world.lesson
    pages = (parent, *parent.get_children())
    yield from ("/cms/", f"/cms/pages/{parent.pk}/", "/cms/questions/", "/cms/corrections/")
    yield from (f"/cms/pages/{each.pk}/{part}/" for each in pages for part in ("edit", "history"))
    yield from (
        f"/cms/pages/{lesson.pk}/{part}/" for part in ("view_draft", "copy", "move", "delete", "unpublish")
    )
    yield f"/cms/pages/{lesson.pk}/revisions/compare/earliest...latest/"
    yield from (f"/cms/{part}/{parent.pk}/" for part in ("releases", "coverage", "hours"))
    yield from (
        f"/cms/courses/{parent.pk}/{part}/" for part in ("duplicate", "from-word", "outside", "correct")
    )
    yield from (f"/cms/quizzes/try/{quiz.pk}/" for quiz in parent.get_children().type(QuizPage))
    for version in world.checks:
        yield from (f"/cms/questions/{version.question_id}/{part}" for part in ("", "edit/", "try/"))


PREVIEW = """async () => {
    const form = new FormData(document.querySelector('[data-edit-form]'));
    const address = document.querySelector('[data-w-preview-url-value]').getAttribute('data-w-preview-url-value');
    const answer = await fetch(address, {method: 'POST', body: form});
    return [address, (await answer.json()).is_valid];
}"""


def of_the_preview(page, world):
    """What the editor shows beside itself of what is in its form now.

    The lesson's form refuses what is in it, links that are scripts; so its draft is looked at in `of_authors`.
    """
    found = []
    for each in world.lesson.get_siblings(inclusive=False):
        page.goto(f"/cms/pages/{each.pk}/edit/")
        address, is_valid = page.evaluate(PREVIEW)
        found += harm(page, address) if is_valid else [(address, "no preview")]
    return found


CHOOSERS = (
    "/cms/choose-page/",
    *(
        f"/cms/snippets/choose/courses/{name}/"
        for name in ("course", "objective", "reference", "glossaryterm")
    ),
    *("/cms/documents/chooser/", "/cms/images/chooser/"),
)
OPEN_A_WINDOW = """async address => {
    const answer = await (await fetch(address)).json();
    jQuery(document.body).append(answer.html);  // as Wagtail does
}"""


def of_the_choosers(page):
    """What the editor's windows offer to choose from."""
    found = []
    for address in CHOOSERS:
        page.goto("/cms/")
        page.evaluate(OPEN_A_WINDOW, address)
        page.wait_for_timeout(60)
        found += [(address, *each) for each in armed(page)]
    return found


def test_the_canary_sings(window):
    """The planted fault: what a page shows unsanitised is found, whether it runs or only could."""
    page = window(person_with(Role.INSTRUCTOR))
    page.goto("/policies/")

    page.evaluate("html => { document.body.innerHTML += html; }", "".join(PAYLOADS[13:22]) + PAYLOADS[41])
    page.wait_for_function("window.ran.length > 0")

    assert len(page.evaluate(ARMED)) > 5


def test_there_are_sixty_payloads():
    assert len(set(PAYLOADS)) >= 60


@pytest.fixture
def world(request, settings, tmp_path):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    keys_in(settings.CREDENTIAL_KEYS)
    return a_world(getattr(request, "param", 0) * 7)


# Where an author's words stand: a walk that no longer gets there shows nothing.
READ = {
    *("courses:read", "courses:outline", "courses:evidence", "courses:reference", "courses:glossary"),
    *("courses:search", "courses:changes", "courses:corrections", "courses:notes", "quizzes:check"),
    *("quizzes:start", "quizzes:result", "certificates:mine", "certificates:show", "reports:transcript"),
}
WRITTEN = {
    *(
        f"wagtailadmin_pages:{name}"
        for name in ("edit", "history", "view_draft", "revisions_compare", "delete")
    ),
    *(f"wagtailsnippets_courses_{name}:edit" for name in ("objective", "reference", "glossaryterm")),
    *("wagtailadmin_home", "wagtailimages:edit", "wagtaildocs:edit", "release", "coverage", "hours", "links"),
    *("inquiry", "correction", "outsiders", "duplicate_course", "lesson_from_word", "correct_claim"),
    *("question", "question_edit", "question_try", "question_bank", "quiz_statistics", "quiz_rehearsal"),
    *("dispute_answer", "registrar_evaluations", "wagtailadmin_reports:site_history"),
}


@pytest.mark.parametrize("world", range(ROUNDS), indirect=True)
def test_no_payload_runs_for_learners_in_the_preview_or_in_the_cms(window, world):
    found, seen = walk(window(world.enrolment.learner), *of_learners(world))
    assert found == []
    assert set(seen) >= READ, sorted(READ - set(seen))

    found, seen = walk(window(world.beginner.learner), "/learn/", f"/attempts/{world.attempt.public_id}/")
    assert found == []
    assert set(seen) >= {"quizzes:overview", "quizzes:question"}

    found, seen = walk(window(), f"/outside/{outside.token_of(world.invitation)}/")
    assert found == []
    assert set(seen) >= {"courses:outside", "courses:outside_step", "courses:outside_correction"}

    author = window(world.administrator)
    found, seen = walk(author, *of_authors(world))
    assert found + of_the_preview(author, world) + of_the_choosers(author) == []
    assert set(seen) >= WRITTEN, sorted(WRITTEN - set(seen))
