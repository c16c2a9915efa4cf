"""Our own pages of the CMS, as axe sees them: the main region, light and dark, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses import asking
from courses.models import Edition, EditionStep, GlossaryTerm, LinkCheck
from courses.releasing import release
from quizzes.models import QuestionVersion
from tests.browser.inspecting import AXE, TAGS
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import enrolled, rewrite
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import QuestionFactory, approved
from tests.factories.released import course_pages

# Without the outline that Wagtail draws beside a form: its button is Wagtail's own, and too small on a phone.
FOUND = """tags => axe.run({ include: ["main"], exclude: [".w-minimap"] }, { runOnly: { type: "tag", values: tags } }).then(found =>
    found.violations.flatMap(rule => rule.nodes.map(node => rule.id + " " + node.html.slice(0, 160))))"""

# A colour caught in the middle of its change has no contrast of its own, and reduced motion doesn't stop Wagtail.
SETTLED = """async () => {
    for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map(each => each.finished));
}"""

# Wagtail hides what is wider than the window: nobody can scroll to it. Its breadcrumb folds by itself.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(each => {
    const box = each.getBoundingClientRect();
    if (box.right < innerWidth + 2 || !box.width || each.closest(".w-minimap, .form-side, header, .footer__container")) return false;
    for (let up = each.parentElement; up.id !== "main"; up = up.parentElement)
        if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return false;
    return true;
}).slice(0, 1).map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture
def ours():
    """A course with an edition, a question that waits and one of each kind: the addresses of our pages."""
    pages = course_pages()
    edition = release(pages.course, by=None)
    enrolment = enrolled(edition)
    step = EditionStep.objects.taught_to(enrolment).first()
    inquiry = asking.ask(
        enrolment,
        step,
        block="",
        excerpt="Flow was measured",
        text="In whom?",
        client_id="8a0e1e53-3d0c-4c4e-8f3e-6f9a51b6b0aa",
    )
    version = approved(QuestionFactory(), kind="vignette")
    quiz = EditionStep.objects.get(edition=edition, kind="quiz")
    term = GlossaryTerm.objects.create(key="fascia", term="fascia", definition="Sheets of connective tissue.")
    # What differs from the edition stands on the release page; where it leads, in the report on links.
    rewrite(
        pages.lessons[0], "Flow was [measured](https://example.org/dead) [again](https://example.org/new)."
    )
    LinkCheck.objects.create(url="https://example.org/dead", state="gone", said="There is no such page.")
    assert Edition.objects.count() == 1
    assert QuestionVersion.objects.exists()
    return (
        "courses/start/",
        f"courses/{pages.course.pk}/from-word/",
        f"courses/{pages.course.pk}/duplicate/",
        "releases/",
        f"releases/{pages.course.pk}/",
        f"coverage/{pages.course.pk}/",
        f"hours/{pages.course.pk}/",
        "inquiries/",
        f"inquiries/{inquiry.pk}/",
        "corrections/",
        f"courses/{pages.course.pk}/correct/",
        "questions/",
        *(f"questions/new/{kind}/" for kind in MAKERS),
        f"questions/{version.question_id}/",
        f"questions/{version.question_id}/edit/",
        f"questions/{version.question_id}/try/",
        "quizzes/",
        f"quizzes/{quiz.pk}/",
        "more-time/",
        "reflections/",
        "certificates/",
        "reports/mails/",
        "reports/links/",
        "snippets/courses/glossaryterm/",
        "snippets/courses/glossaryterm/add/",
        f"snippets/courses/glossaryterm/edit/{term.pk}/",
    )


LONG = (
    "Differentiate the circulatory effects that massage has been shown to have from those that it has not. "
)


def test_long_words_stand_in_the_window_and_in_one_piece(open_window):
    pages = course_pages()
    pages.course.course.objectives.update(statement=LONG * 2)
    release(pages.course, by=None)
    page = open_window()
    sign_in(page, person_with(Role.ADMINISTRATOR))

    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/cms/coverage/{pages.course.pk}/")
        assert page.locator("th.title").first.bounding_box()["width"] >= 150
        page.goto(f"/cms/courses/{pages.course.pk}/correct/")
        page.locator("select option").first.evaluate("(each, long) => { each.textContent = long }", LONG * 3)
        assert page.evaluate(CUT_OFF) == []


def test_without_a_script_no_empty_menu_covers_a_form(open_window):
    window = open_window(width=360, height=800, javascript=False)
    sign_in(window, person_with(Role.INSTRUCTOR))
    lesson = course_pages().lessons[0]

    window.goto(f"/cms/steps/{lesson.pk}/place/")

    expect(window.get_by_label("Its place")).to_be_visible()
    expect(window.locator("#wagtail-sidebar")).to_be_hidden()


def test_our_pages_of_the_cms_hold_for_everybody(ours, open_window):
    page = open_window()
    sign_in(page, person_with(Role.ADMINISTRATOR))
    page.emulate_media(reduced_motion="reduce")
    found = []
    for path in ours:
        answer = page.goto(f"/cms/{path}")
        if answer.status != 200:
            found.append(f"{path}: {answer.status}")
            continue
        page.evaluate(AXE)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.evaluate(SETTLED)
                found += [f"{path} {width} {scheme} {each}" for each in page.evaluate(FOUND, TAGS)]
            found += [f"{path} {width} is cut off: {each}" for each in page.evaluate(CUT_OFF)]
    assert found == []
