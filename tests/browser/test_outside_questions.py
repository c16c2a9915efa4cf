"""A provider of one has new questions and nobody in the house to approve them: a reviewer from outside does."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses import outside as links
from courses import releasing
from courses.models import Edition
from quizzes import authoring
from quizzes.models import QuestionVersion, QuizPage
from tests.browser.inspecting import AXE, TAGS, inspect
from tests.browser.signing_in import sign_in
from tests.browser.test_authoring_pages import FOUND
from tests.browser.test_corrections import look
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import QuestionFactory
from tests.factories.released import course_pages

KINDS = ("single", "vignette", "numeric", "hotspot", "matching", "short", "reflection", "gaps", "ordering")


@pytest.fixture
def pages():
    return course_pages(title="Pressure and pain")


@pytest.fixture
def author(pages):
    return person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}")


def asks_more(pages, author, count=3) -> list[QuestionVersion]:
    """New questions of the author's, and a test that draws two of them."""
    source, pool = ReferenceFactory(), pages.quiz.pools.first()
    versions = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        question = QuestionFactory(bank=pool.bank, objective=pool.objective, answered_in="lesson-1#opening")
        payload = MAKERS[kind](f"{kind} {number}") | {"rationale": f"It was measured [@{source.key}]."}
        versions.append(
            authoring.write_version(question, payload, kind=kind, references=[source.key], by=author)
        )
    quiz = QuizPage.objects.get(pk=pages.quiz.pk)
    draft = quiz.pools.first()
    draft.draw = 2
    quiz.pools.add(draft)
    quiz.save_revision(user=author).publish()
    return versions


def invited(pages, author) -> str:
    invitation = links.invite(pages.course, by=author, email="olga@example.com", name="Olga Outside")
    return f"/outside/{links.token_of(invitation)}/"


def open_card(window, version):
    return window.locator(f"#question-{version.question_id}")


@pytest.mark.parametrize("javascript", [True, False], ids=["with a script", "without"])
def test_a_course_with_new_questions_is_released_on_her_word_alone(pages, author, open_window, javascript):
    first, second, third = asks_more(pages, author)
    address = invited(pages, author)

    window = open_window(width=360, height=800, javascript=javascript)
    window.goto(address)
    expect(window.locator("main")).to_contain_text("0 of 3 judged.")
    window.get_by_role("link", name="Judge the questions").click()
    window.get_by_label("Your qualifications").fill("LMT, Texas; teaches pathology")
    open_card(window, first).get_by_role("button", name="Approve question").click()
    # The next one stands open in front of her, and she signs no more.
    expect(window).to_have_url(re.compile(f"#question-{second.question_id}$"))
    expect(open_card(window, second)).to_have_attribute("open", "")
    expect(open_card(window, first)).not_to_have_attribute("open", "")
    card = open_card(window, second)
    card.get_by_role("button", name="Ask for changes").click()
    expect(window.locator("main")).to_contain_text("Say what is to be changed")
    window.get_by_label("Your comment").fill("The second part names two right answers.")
    window.get_by_role("button", name="Ask for changes").click()
    expect(window.locator("main")).to_contain_text("2 of 3 judged.")

    window.get_by_role("button", name="Approve all that are left").click()
    window.get_by_role("button", name="Approve it").click()
    expect(window.locator("[aria-invalid=true]")).to_have_count(1)
    window.get_by_label("I have read this question").check()
    window.get_by_role("button", name="Approve it").click()
    expect(window.locator("main")).to_contain_text("3 of 3 judged.")
    assert "approved by nobody" in " ".join(releasing.problems(pages.course))

    window.get_by_role("link", name="The course").click()
    window.get_by_label("I approve it").check()
    window.get_by_label("Your qualifications").fill("LMT, Texas; teaches pathology")
    window.get_by_role("button", name="Send my verdict").click()
    expect(window.locator("main")).to_contain_text("You approved this")

    registrar = open_window()
    sign_in(registrar, person_with(Role.REGISTRAR))
    registrar.goto(f"/cms/releases/{pages.course.pk}/")
    registrar.get_by_role("button", name="Release").click()
    registrar.get_by_text("Edition 1.0 is released.").wait_for()
    asked = Edition.objects.get().steps.get(kind="quiz").body["pools"][0]["questions"]
    served = {row["uuid"] for row in asked}
    assert {str(each.question.public_id) for each in (first, third)} < served
    assert str(second.question.public_id) not in served


@pytest.mark.parametrize("width", [360, 1280])
def test_what_she_typed_elsewhere_on_the_page_stands_there_after_another_is_sent(
    pages, author, open_window, width
):
    first, second, third = asks_more(pages, author)
    window = open_window(width=width, height=800, javascript=False)
    window.goto(f"{invited(pages, author)}questions/")
    window.get_by_label("Your qualifications").fill("LMT, Texas")
    open_card(window, second).get_by_label("Your comment").fill("Half a thought,\nnot sent.")
    third_box = open_card(window, third).get_by_label("Your comment")
    third_box.fill("Another.")
    third_box.focus()
    open_card(window, first).get_by_role("button", name="Approve question").click()

    expect(window.locator("main")).to_contain_text("1 of 3 judged.")
    box = open_card(window, second).get_by_label("Your comment")
    expect(box).to_have_value("Half a thought,\nnot sent.")
    expect(open_card(window, third)).to_contain_text("It isn’t sent yet")
    # axe is a script: what stands in her window now is looked at in one that runs scripts.
    seen = open_window(width=width, height=800, storage_state=window.context.storage_state())
    seen.goto(window.url)
    expect(seen.get_by_text("It isn’t sent yet").first).to_be_attached()
    inspect(seen)
    look(seen, "outside-unsent")
    window.get_by_role("button", name="Sign differently").click()
    window.get_by_label("Your name").fill("Olga Away")
    window.get_by_label("Your name").press("Enter")  # presses no verdict
    expect(window.locator("main")).to_contain_text("You sign as Olga Away")
    expect(window.locator("main")).to_contain_text("1 of 3 judged.")
    box.fill("")
    open_card(window, third).get_by_role("button", name="Only leave the comment").click()
    expect(box).to_have_value("")
    expect(third_box).to_have_value("")


def test_without_her_word_the_release_is_refused(pages, author):
    """The planted fault: what the test above would see if her approvals counted for nothing."""
    asks_more(pages, author)

    assert "and 1 are approved" in " ".join(releasing.problems(pages.course))


def test_every_page_of_it_holds_on_a_phone_and_on_a_desk(pages, author, open_window):
    versions = asks_more(pages, author, len(KINDS))
    address = invited(pages, author)
    for width in (360, 1280):
        window = open_window(width=width, height=800)
        window.goto(f"{address}questions/")
        inspect(window)
        window.goto(f"{address}questions/all/")
        inspect(window)
        window.goto(f"{address}questions/{versions[1].question.public_id}/")
        inspect(window)
    for name, path in (
        ("outside-questions", "questions/"),
        ("outside-all", "questions/all/"),
        ("outside-question", f"questions/{versions[1].question.public_id}/"),
    ):
        window.goto(address + path)
        look(window, name)


def test_what_changed_while_she_read_is_said_and_the_author_reads_her_words(pages, author, open_window):
    version, *_ = asks_more(pages, author)
    address = invited(pages, author)
    window = open_window(width=360, height=800, javascript=False)
    window.goto(f"{address}questions/")
    card = open_card(window, version)
    window.get_by_label("Your qualifications").fill("LMT, Texas")
    card.get_by_label("Your comment").fill("Fine, but for the second choice.")
    later = version.payload | {"stem": "Which layer glides?"}
    authoring.write_version(version.question, later, kind="single", by=author, change="clarification")
    card.get_by_role("button", name="Approve question").click()

    expect(window.locator("main")).to_contain_text("It was changed while you read")
    expect(window.locator("main")).to_contain_text("Now: Which layer glides?")
    expect(window.get_by_label("Your comment")).to_have_value("Fine, but for the second choice.")
    assert not QuestionVersion.objects.filter(question=version.question, status="approved").exists()
    window = open_window(width=360, height=800)
    window.goto(f"{address}questions/{version.question.public_id}/")
    window.get_by_label("Your qualifications").fill("LMT, Texas")
    window.get_by_label("Your comment").fill("Now it has two right answers.")
    window.get_by_role("button", name="Ask for changes").click()

    window = open_window()
    sign_in(window, author)
    window.emulate_media(reduced_motion="reduce")
    for path in (f"questions/{version.question_id}", f"courses/{pages.course.pk}/outside", "questions"):
        window.goto(f"/cms/{path}/")
        expect(window.locator("main")).to_contain_text("hanges asked for", use_inner_text=True)
        window.evaluate(AXE)
        assert window.evaluate(FOUND, TAGS) == []
        look(window, f"outside-cms-{path.partition('/')[0]}")
