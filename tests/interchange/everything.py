"""A course that uses every word of the format, written as instructors write: through the models, with ids of chance."""

from datetime import date

from django.core.files.base import ContentFile

from courses.models import (
    Course,
    CourseInstructor,
    CoursePage,
    EvaluationPage,
    GlossaryTerm,
    LessonDocument,
    LessonPage,
    Objective,
    Reference,
)
from interchange.identities import Names
from quizzes import authoring, kinds
from quizzes.models import Bank, Question, QuizFeedback, QuizPage, QuizPool, QuizQuestion
from tests.courses.test_handouts import pdf
from tests.factories.courses import (
    attestation_page,
    audio,
    claim,
    course_page,
    figure,
    picture,
    recording,
    video,
)
from tests.factories.kinds import MAKERS
from tests.factories.pictures import picture as png

CODE = "everything"
SIX = ", ".join(f"Author {letter}" for letter in "ABCDEF")


def written() -> CoursePage:
    """The course, published, and the one that must be completed before it."""
    course_page(Course.objects.create(code="before"), slug="before", title="Before")
    Objective.objects.create(
        course=Course.objects.get(code="before"), number=1, bloom="name", statement="Name the first course."
    )
    course = Course.objects.create(code=CODE)
    objectives = [
        Objective.objects.create(
            course=course, number=number, bloom=verb, statement=f"{verb.title()} no. {number}."
        )
        for number, verb in ((1, "explain"), (2, "select"), (10, "write"))
    ]
    page = course_page(
        course,
        slug="all-of-it",
        title="Everything “at once”: " + "t" * 233,
        promise="p" * 200,
        price="USD 40",
        mode="webinar",
        medium="m" * 200,
        audience="Those who test.\n\nAnd others.",
        asks_to_acknowledge=True,
        requires=[Course.objects.get(code="before")],
    )
    page.asks_to_acknowledge = False
    page.instructors.add(
        CourseInstructor(name="Rita Reviewer", credentials="PhD", biography="Two.\n\nParagraphs.")
    )
    page.save_revision().publish()
    references()
    GlossaryTerm.objects.create(key="fascia", term="fascia", definition="Tissue. It *wraps*.")
    questions = bank_of(objectives)
    lessons(page, objectives, questions)
    quizzes(page, objectives, questions)
    evaluation(page)
    attestation_page(page, statement="I read the lessons.", required=False)
    return page


def references() -> None:
    Reference.objects.create(
        key="typed2020",
        authors=f"{SIX}, et al.",
        title="Typed in the CMS: 100% of it & more",
        year="2020",
        published_in="J Test 1(2):3–4",
        doi="10.1000/a_b",
        pmid="12345678",
        url="https://example.org/a_b?c=d&e=%20",
        retracted_on=date(2026, 1, 2),
        review_by=date(2027, 3, 4),
    )
    Reference.objects.create(
        key="edited2019",
        authors="Old A, National Institute for Health",
        title="Edited since it was brought",
        year="n.d.",
        published_in="Journal of Tests 7:1–9",
        review_by=date(2027, 1, 1),
        bibtex="@article{edited2019,\n  author = {Old, Ann and {National Institute for Health}},\n  title = {As it was "
        "brought},\n  journal = {Journal of Tests},\n  volume = 7,\n  pages = {1--9},\n  abstract = {Kept.}\n}",
    )


def bank_of(objectives: list[Objective]) -> dict[str, Question]:
    """A question of every kind, below a bank that holds none, and one that says no more than it must."""
    above = Bank.objects.create(code="above", title="All our banks")
    bank = Bank.objects.create(code="kinds", title="One of each kind", parent=above)
    made = {}
    for number, kind in enumerate(sorted(MAKERS)):
        made[kind] = Question.objects.create(
            bank=bank,
            key=f"q-{kind.replace('_', '-')}",
            objective=objectives[number % 2],
            bloom="apply",
            answered_in="first#opening",
            must_pass=number == 1,
        )
        made[kind].tags.set(["Low Back", "skin"])
        references = ["typed2020"] if number else []
        version = authoring.write_version(
            made[kind], payload_of(kind), kind=kind, references=references, by=None
        )
        authoring.approve(version, by=None)
    bare = Question.objects.create(bank=bank, key="bare", objective=objectives[0])
    payload = MAKERS["single"]("bare") | {"rationale": ""}
    authoring.approve(authoring.write_version(bare, payload, kind="single", references=[], by=None), by=None)
    return made | {"bare": bare}


def payload_of(kind: str) -> dict:
    """A question as its editor would keep it: with what goes without saying."""
    made, names, bank = MAKERS[kind](kind), Names("kinds", kind), kinds.bank(kind)
    return {
        "stem": made["stem"],
        **bank.payload(bank.body(made, names), names),
        "rationale": made["rationale"],
    }


def lessons(page: CoursePage, objectives: list[Objective], questions: dict[str, Question]) -> None:
    image = picture(png(), "A Picture.png", source="")
    image.credit, image.licence = "Whoever drew it", "CC BY 4.0"
    image.save()
    document = LessonDocument.objects.create(title="A page", file=ContentFile(pdf(), name="A Page.pdf"))
    source = Reference.objects.get(key="typed2020")
    body = [
        ("text", {"key": "opening", "text": "Opening [@typed2020; @edited2019] on [fascia](term:fascia).\r\n\r\nMore."}),
        ("text", {"key": "b1234567890", "text": "## A heading {#b1234567890}\n\n[It is so](claim:inline).\n\n- one\n- two"}),
        claim(source, key="block", measured="In **13** people [@typed2020]."),
        claim(source, key="inline", placement="inline", statement="It is so."),
        ("callout", {"key": "stop", "kind": "red-flag", "title": "Stop", "text": "Refer."}),
        figure(image, credit="", licence="", caption="", description="All of it, in words."),
        figure(image, key="again", caption="Seen.", description=""),
        video(recording("a.mp4")),
        audio(recording("a.mp3", "3.082")),
        ("table", {"key": "rows", "caption": "Rows", "table": "| A | B |\n| --- | --- |\n| 1 | 2 |", "row_headers": True}),
        ("download", {"key": "keep", "document": document, "title": "Keep it", "text": "For the wall."}),
        ("check", {"key": "try", "question": questions["true_false"]}),
    ]  # fmt: skip
    first = LessonPage(title="First", slug="first", summary="s" * 300, body=body)
    second = LessonPage(title="Optional", slug="optional", required=False, body=[body[0]])
    first.objectives = objectives
    for lesson in (first, second):
        page.add_child(instance=lesson)
        lesson.save_revision().publish()


def quizzes(page: CoursePage, objectives: list[Objective], questions: dict[str, Question]) -> None:
    test = QuizPage(
        title="Post-test",
        slug="test",
        introduction="Read it.\n\nTwice.",
        pass_mark=None,
        attempts_allowed=3,
        cool_down=4,
        time_limit=50,
        confidence=True,
        shuffles_questions=False,
        shuffles_options=False,
        reveal="settled",
    )
    bank = questions["single"].bank
    test.pools = [
        QuizPool(bank=bank, objective=objectives[0], draw=2, sort_order=0),
        QuizPool(bank=bank, objective=objectives[1], tag="Low Back", draw=2, safety=1, sort_order=1),
    ]
    test.fixed = [
        QuizQuestion(question=questions[kind], sort_order=n) for n, kind in enumerate(("short", "gaps"))
    ]
    test.feedback = [
        QuizFeedback(at_least=80, text="Well *done*.", sort_order=0),
        QuizFeedback(at_least=0, objective=objectives[1], text="Read again.", sort_order=1),
    ]
    practice = QuizPage(title="Practice", slug="practice", preset="practice", pass_mark=70, required=False)
    practice.fixed = [QuizQuestion(question=questions["bare"], sort_order=0)]
    for quiz in (test, practice):
        page.add_child(instance=quiz)
        quiz.save_revision().publish()


def evaluation(page: CoursePage) -> None:
    asked = [("rating", {"prompt": "p" * 200}), ("text", {"prompt": "What was missing: “this” or # that?"})]
    page.add_child(
        instance=EvaluationPage(
            title="Opinion", slug="opinion", introduction="i" * 300, questions=asked, required=False
        )
    )
