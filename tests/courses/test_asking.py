"""A learner asks from a block; an instructor of that course answers; the learner is told, once."""

from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEvent, Role
from courses import asking
from courses.models import Inquiry, Reply
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import EditionFactory, EditionStepFactory, enrolled

pytestmark = pytest.mark.django_db

BLOCKS = [{"id": "one", "type": "text", "key": "", "text": "Flow rises in the skin."}]


@pytest.fixture
def step():
    body = {"summary": "", "objectives": [], "references": [], "blocks": BLOCKS}
    html = '<div class="prose-block" id="b-one"><p>Flow rises.</p><!--b-one--></div>'
    return EditionStepFactory(edition=EditionFactory(), slug="lesson-1", body=body, html=html)


@pytest.fixture
def enrolment(client, step):
    enrolment = enrolled(step.edition)
    client.force_login(enrolment.learner)
    return enrolment


@pytest.fixture
def instructor(step):
    return person_with(Role.INSTRUCTOR, scope=f"course:{step.edition.course.public_id}")


def asked(enrolment, step, text="How long does it last?", **said) -> Inquiry:
    values = {"block": "one", "excerpt": "Flow rises in the skin.", "client_id": uuid4()} | said
    return asking.ask(enrolment, step, text=text, **values)


def address(step, *parts: str) -> str:
    return "/".join(["/learn", step.edition.course.code, step.slug, *parts, ""])


def test_a_question_keeps_what_it_is_about(client, step, enrolment):
    said = {"block": "one", "text": "How long?", "client_id": str(uuid4())}

    for _ in range(2):
        assert client.post(address(step, "ask"), said).url == address(step)

    kept = Inquiry.objects.get()
    assert (kept.enrolment, kept.edition, kept.block, kept.excerpt, kept.text) == (
        enrolment,
        step.edition,
        "one",
        "Flow rises in the skin.",
        "How long?",
    )


def test_the_form_knows_the_block_that_it_was_opened_at(client, step, enrolment):
    page = client.get(address(step, "ask") + "?block=one").content.decode()

    assert '<option value="one" selected>Flow rises in the skin.</option>' in page


def test_nobody_floods_the_inbox(client, step, enrolment, monkeypatch):
    monkeypatch.setattr(asking, "MOST_WAITING", 2)
    asked(enrolment, step)
    asked(enrolment, step)

    with pytest.raises(asking.TooMany):
        asked(enrolment, step)
    said = {"block": "", "text": "One more?", "client_id": str(uuid4())}
    assert client.post(address(step, "ask"), said).status_code == 400
    assert Inquiry.objects.count() == 2


def test_the_answer_reaches_the_learner_by_mail_and_at_the_block(
    client, step, enrolment, instructor, django_capture_on_commit_callbacks
):
    inquiry = asked(enrolment, step)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            asking.reply(inquiry, by=instructor, text="About an hour & a half.")

    [sent] = mail.outbox
    assert sent.to == [enrolment.learner.email]
    assert sent.subject == "The instructor answered your question"
    assert "About an hour & a half." in sent.body
    assert address(step) + "#b-one" in sent.body
    page = client.get(address(step)).content.decode()
    block = page[page.index('id="b-one"') : page.index("I have read this")]
    assert "About an hour &amp; a half." in block[: block.index("</div>\n", block.index("answered"))]
    assert Reply.objects.count() == 1


def test_an_answer_is_the_learners_alone_unless_it_is_shared(client, step, enrolment, instructor):
    other = enrolled(step.edition, UserFactory())
    asking.reply(asked(other, step, "My client Ann asks."), by=instructor, text="For her alone.")
    shown = asking.reply(
        asked(other, step, "My client Bob asks."), by=instructor, text="For all.", shared_as="How long?"
    )

    page = client.get(address(step)).content.decode()
    asking.unshare(shown, by=instructor, reason="It named a drug.")
    later = client.get(address(step)).content.decode()

    assert [words in page for words in ("For all.", "How long?", "For her alone.", "Bob")] == [
        True,
        True,
        False,
        False,
    ]
    assert "For all." not in later
    assert AuditEvent.objects.filter(action="answer no longer shared").get().reason == "It named a drug."


def test_an_instructor_of_another_course_answers_nothing(client, step, enrolment):
    inquiry = asked(enrolment, step)
    stranger = person_with(Role.INSTRUCTOR, scope=f"course:{EditionFactory().course.public_id}")

    for act in (
        lambda: asking.reply(inquiry, by=stranger, text="No."),
        lambda: asking.set_aside(inquiry, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            act()
    client.force_login(stranger)
    door = f"/cms/inquiries/{inquiry.pk}/"
    answers = [client.get(door), client.post(door, {"text": "No."}), client.post(f"{door}aside/")]
    assert [answer.url for answer in answers] == ["/cms/"] * 3  # how the CMS refuses
    assert "How long does it last?" not in client.get("/cms/inquiries/").content.decode()
    assert (Reply.objects.count(), Inquiry.objects.waiting().count()) == (0, 1)


def test_the_inbox_holds_ones_own_courses_the_oldest_first(client, step, enrolment, instructor):
    asked(enrolment, step, "First?")
    asked(enrolment, step, "Second?")
    client.force_login(instructor)

    page = client.get("/cms/inquiries/").content.decode()

    assert 0 < page.index("First?") < page.index("Second?")


def test_answering_in_the_cms_wants_the_shared_question_in_other_words(client, step, enrolment, instructor):
    inquiry = asked(enrolment, step)
    client.force_login(instructor)
    door = f"/cms/inquiries/{inquiry.pk}/"

    refused = client.post(door, {"text": "An hour.", "shared": "on"}).content.decode()
    client.post(door, {"text": "An hour.", "shared": "on", "shared_as": "How long does it last?"})

    assert "Write the question as everyone may read it." in refused
    assert Reply.objects.get().shared_as == "How long does it last?"


def test_a_question_set_aside_leaves_the_inbox(step, enrolment, instructor):
    inquiry = asked(enrolment, step)
    for _ in range(2):
        asking.set_aside(inquiry, by=instructor)

    assert Inquiry.objects.waiting().count() == 0
    assert AuditEvent.objects.filter(action="inquiry set aside").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_any_number(
    client, step, instructor, count, django_assert_max_num_queries
):
    for _ in range(count):
        asked(enrolled(step.edition, UserFactory()), step)
    client.force_login(instructor)
    client.get("/cms/inquiries/")

    with django_assert_max_num_queries(36) as found:
        client.get("/cms/inquiries/")
    assert sum("courses_inquiry" in query["sql"] for query in found.captured_queries) == 2
