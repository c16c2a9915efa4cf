"""The bank in the CMS: writing, judging and reading questions, by those whose course it is."""

import pytest

from accounts.models import AuditEvent, Role
from quizzes import authoring, kinds, marking, sitting
from quizzes.editing import Editor
from quizzes.models import Question, QuestionVersion
from tests.factories.accounts import person_with
from tests.factories.courses import ObjectiveFactory
from tests.factories.kinds import MAKERS
from tests.factories.quizzes import BankFactory, QuestionFactory, answer, approved, enrolled, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def objective():
    return ObjectiveFactory()


def member(client, role, objective=None):
    scope = f"course:{objective.course.public_id}" if objective else ""
    person = person_with(role, scope=scope)
    client.force_login(person)
    return person


def filled(editor: Editor, **changes) -> dict:
    """What a browser posts of an editor as it is drawn."""
    posted = {}
    for bound in editor.form:
        value = bound.value()
        if bound.name == "tags":
            value = ""
        posted[bound.html_name] = "" if value is None or value is False else value
    for _, rows in editor.tables:
        for form in [rows.management_form, *rows.forms]:
            for bound in form:
                value = bound.value()
                posted[bound.html_name] = "" if value is None or value is False else value
    return posted | changes


def new_single(bank, objective, **changes):
    rows = {"text": ["Veins", "Arteries", "Nerves"], "worth": ["right", "wrong", "wrong"]}
    posted = {
        "bank": bank.pk,
        "objective": objective.pk,
        "stem": "Which vessels collapse first under pressure?",
        "rationale": "Their walls are thin.",
        "references": "hinds2004",
        "choices-TOTAL_FORMS": 4,
        "choices-INITIAL_FORMS": 0,
    }
    for number in range(4):
        for name, said in rows.items():
            posted[f"choices-{number}-{name}"] = (
                said[number] if number < 3 else ("" if name == "text" else "wrong")
            )
        posted[f"choices-{number}-feedback"] = "Because." if number < 3 else ""
    return posted | changes


def test_a_question_is_written_as_a_draft(client, objective):
    author, bank = member(client, Role.INSTRUCTOR, objective), BankFactory()

    client.post("/cms/questions/new/single/", new_single(bank, objective))

    version = QuestionVersion.objects.get()
    assert (version.status, version.change, version.written_by) == ("draft", "new", author)
    assert [option["text"] for option in version.payload["options"]] == ["Veins", "Arteries", "Nerves"]
    assert [option["fraction"] for option in version.payload["options"]] == ["1", "0", "0"]
    assert version.references == ["hinds2004"]
    assert version.question.key.startswith("which-vessels-collapse-first")
    assert version.question.objective == objective


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"choices-0-worth": "wrong"}, "needs an option with the fraction 1"),
        ({"stem": " "}, "This field is required"),
        (
            {"choices-1-text": "", "choices-2-text": "", "choices-1-feedback": "", "choices-2-feedback": ""},
            "at least two options",
        ),
    ],
)
def test_what_is_no_whole_question_is_said_and_nothing_written(client, objective, changes, said):
    member(client, Role.INSTRUCTOR, objective)

    response = client.post("/cms/questions/new/single/", new_single(BankFactory(), objective, **changes))

    assert said in response.content.decode()
    assert Question.objects.count() == 0


@pytest.mark.parametrize("kind", kinds.names())
def test_an_editor_of_each_kind_loses_nothing(objective, kind):
    """Saving what is drawn writes the very same question: option ids, feedback, order and all."""
    question = QuestionFactory(objective=objective)
    version = approved(question, kind=kind)
    objectives = type(objective).objects.all()
    editor = Editor(kind, objectives=objectives, version=version)

    posted = filled(editor, change="typo")
    again = Editor(kind, objectives=objectives, version=version, data=posted)

    assert again.is_valid(), (again.form.errors, [rows.errors for _, rows in again.tables])
    assert authoring.content_sha256(kind, again.payload(), []) == authoring.content_sha256(
        kind, normal(kind, version.payload), []
    )


def normal(kind, payload):
    """The payload as its bank would have it: with every field, however it was made."""
    from quizzes.editing import Names

    bank = kinds.bank(kind)
    whole = bank.payload(bank.body(payload, Names()), Names())
    return {"stem": payload["stem"].strip(), **whole, "rationale": payload["rationale"].strip()}


LINES = {
    "gaps": {
        "stem": "The skin is [[a]] mm thick; below it lies the [[b]].",
        "gaps": [("a", "numeric", "2 ± 1", "1"), ("b", "single", "*fascia\nbone", "2")],
    },
    "vignette": {
        "stem": "A client limps in.",
        "parts": [
            ("You may go on.", "true_false", "false", "1"),
            ("In which order?", "ordering", "Ask\nLook", "3"),
        ],
    },
}


@pytest.mark.parametrize("kind", LINES)
def test_parts_are_written_as_lines_and_keep_their_ids(client, objective, kind):
    member(client, Role.INSTRUCTOR, objective)
    table, first = ("gaps", "mark") if kind == "gaps" else ("parts", "stem")
    posted = {
        "bank": BankFactory().pk,
        "objective": objective.pk,
        "stem": LINES[kind]["stem"],
        "rationale": "So.",
        f"{table}-TOTAL_FORMS": 2,
        f"{table}-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(LINES[kind][table]):
        for name, said in zip((first, "type", "lines", "weight"), row, strict=True):
            posted[f"{table}-{number}-{name}"] = said

    response = client.post(f"/cms/questions/new/{kind}/", posted)
    version = QuestionVersion.objects.get()
    editor = Editor(kind, objectives=type(objective).objects.all(), version=version)
    client.post(
        f"/cms/questions/{version.question.pk}/edit/", filled(editor, rationale="Because.", change="typo")
    )

    assert response.status_code == 302
    one, other = QuestionVersion.objects.order_by("number")
    assert other.payload | {"rationale": "So."} == one.payload
    assert [part["weight"] for part in one.payload[table]] == [int(row[3]) for row in LINES[kind][table]]


def test_nobody_judges_their_own_version(client, objective):
    author = member(client, Role.ADMINISTRATOR)
    client.post("/cms/questions/new/single/", new_single(BankFactory(), objective))
    question = Question.objects.get()

    for act in ("review", "approve"):
        client.post(f"/cms/questions/{question.pk}/act/", {"act": act})

    assert question.versions.get().status == "draft"
    assert "somebody else has to review" in client.get(f"/cms/questions/{question.pk}/").content.decode()
    assert author.pk == question.versions.get().written_by_id


def test_a_version_is_reviewed_approved_retired_and_voided(client, objective):
    member(client, Role.INSTRUCTOR, objective)
    client.post("/cms/questions/new/single/", new_single(BankFactory(), objective))
    question = Question.objects.get()
    reviewer = member(client, Role.REVIEWER, objective)
    said = []

    for act, reason in (
        ("review", ""),
        ("approve", ""),
        ("retire", ""),
        ("retire", "Dated."),
        ("void", "Wrong."),
    ):
        client.post(f"/cms/questions/{question.pk}/act/", {"act": act, "reason": reason})
        said.append(question.versions.get().status)

    assert said == ["reviewed", "approved", "approved", "retired", "void"]
    assert AuditEvent.objects.filter(actor=reviewer, action__startswith="question.").count() == 4


def test_an_instructor_writes_and_does_not_judge(client, objective):
    question = QuestionFactory(objective=objective)
    version = authoring.write_version(question, MAKERS["single"]("q"), kind="single", by=None)
    member(client, Role.INSTRUCTOR, objective)

    assert client.post(f"/cms/questions/{question.pk}/act/", {"act": "approve"}).status_code == 302
    version.refresh_from_db()
    assert version.status == "draft"


def test_a_new_version_says_what_changed_and_shows_it(client, objective):
    question = QuestionFactory(objective=objective)
    version = approved(question, kind="single")
    member(client, Role.INSTRUCTOR, objective)
    editor = Editor("single", objectives=type(objective).objects.all(), version=version)

    client.post(
        f"/cms/questions/{question.pk}/edit/",
        filled(editor, stem="A clearer stem?", change="clarification"),
    )

    latest = question.versions.latest("number")
    assert (latest.number, latest.change, latest.status) == (2, "clarification", "draft")
    ids = [[option["id"] for option in each.payload["options"]] for each in (version, latest)]
    assert ids[0] == ids[1]
    page = client.get(f"/cms/questions/{question.pk}/").content.decode()
    assert 'class="is-added"><span class="w-sr-only">added: </span>A clearer stem?' in page


def test_questions_that_ask_nearly_the_same_are_named(client, objective):
    stem = "Which finding best separates an active from a latent trigger point?"
    one = approved(QuestionFactory(objective=objective), kind="single", stem=stem)
    other = approved(QuestionFactory(objective=objective), kind="single", stem=stem.replace("best", "most"))
    approved(QuestionFactory(objective=objective), kind="single", stem="How deep is the fascia lata?")
    member(client, Role.INSTRUCTOR, objective)

    page = client.get(f"/cms/questions/{one.question.pk}/")

    assert [each["question"] for each in page.context["alike"]] == [other.question]


@pytest.mark.parametrize("kind", kinds.names())
def test_each_kind_is_tried_without_a_trace(client, objective, kind):
    version = approved(QuestionFactory(objective=objective), kind=kind)
    member(client, Role.REVIEWER, objective)
    address = f"/cms/questions/{version.question.pk}/try/"

    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 200
    assert client.get(f"/cms/questions/{version.question.pk}/").status_code == 200


def test_the_preview_draws_what_is_in_the_editor_and_writes_nothing(client, objective):
    member(client, Role.INSTRUCTOR, objective)
    whole = new_single(BankFactory(), objective) | {"bank": "", "objective": ""}

    drawn = client.post("/cms/questions/preview/single/", whole).content.decode()
    broken = client.post(
        "/cms/questions/preview/single/", whole | {"choices-0-worth": "wrong"}
    ).content.decode()

    assert "Which vessels collapse first" in drawn
    assert "Their walls are thin." not in drawn
    assert "needs an option with the fraction 1" in broken
    assert Question.objects.count() == 0


def test_a_question_of_another_course_is_not_there(client, objective):
    version = approved(QuestionFactory(objective=objective), kind="single")
    member(client, Role.INSTRUCTOR, ObjectiveFactory())
    pk = version.question.pk

    answers = [
        client.get(f"/cms/questions/{pk}/"),
        client.get(f"/cms/questions/{pk}/edit/"),
        client.get(f"/cms/questions/{pk}/try/"),
        client.post(f"/cms/questions/{pk}/act/", {"act": "void", "reason": "x"}),
    ]

    assert all(version.payload["stem"] not in answer.content.decode() for answer in answers)
    assert 200 not in {answer.status_code for answer in answers}
    assert version.payload["stem"] not in client.get("/cms/questions/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_few_statements(client, objective, count, django_assert_max_num_queries):
    for _ in range(count):
        approved(QuestionFactory(objective=objective), kind="single")
    member(client, Role.INSTRUCTOR, objective)
    client.get("/cms/questions/")

    with django_assert_max_num_queries(26):
        page = client.get("/cms/questions/?q=Stem&kind=single&status=approved")

    assert len(page.context["rows"]) == count


def test_a_reflection_is_marked_blind_by_its_instructor(client, objective):
    released = quiz(questions=1, kinds=["reflection"], objective=objective)
    attempt = sitting.open_attempt(enrolled(released), released.step)
    answer(attempt, 1, "I will ask first.")
    sitting.submit(attempt)
    item = attempt.items.get()
    scope = attempt.enrolment.course
    person = person_with(Role.INSTRUCTOR, scope=f"course:{scope.public_id}")
    client.force_login(person)
    points = {row["id"]: row["points"] for row in item.version.payload["rubric"]}

    queue = client.get("/cms/reflections/").content.decode()
    page = client.get(f"/cms/reflections/{item.pk}/").content.decode()
    client.post(f"/cms/reflections/{item.pk}/", points | {"comment": "Well said."})

    assert item.version.payload["stem"] in queue
    assert "I will ask first." in page
    learner = attempt.enrolment.learner
    assert learner.name not in queue + page
    assert learner.email not in queue + page
    assert item.grades.get().mark.marked_by == person
    assert list(marking.waiting()) == []
    member(client, Role.INSTRUCTOR, objective=ObjectiveFactory())
    assert client.get(f"/cms/reflections/{item.pk}/").status_code != 200
