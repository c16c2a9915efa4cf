"""Questions, a released quiz step, and people who sit it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import factory
from django.utils import timezone

from accounts.models import User
from courses import enrolling
from courses.models import Edition, EditionStep, Enrolment
from quizzes import authoring, sitting
from quizzes.models import Attempt, AttemptResult, Bank, Question, QuestionVersion

from .accounts import UserFactory
from .courses import EditionFactory, EditionStepFactory, ObjectiveFactory
from .kinds import MAKERS, RIGHT, WRONG


class BankFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bank

    code = factory.Sequence(lambda n: f"bank-{n}")
    title = factory.Sequence(lambda n: f"Bank {n}")


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    bank = factory.SubFactory(BankFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    answered_in = "circulation#skin"


def right(payload: dict, kind: str = "single"):
    """The response that earns everything."""
    return RIGHT[kind](payload)


def wrong(payload: dict, kind: str = "single"):
    """A response that earns nothing."""
    return WRONG[kind](payload)


def approved(
    question: Question | None = None, payload: dict | None = None, kind="single", **extra
) -> QuestionVersion:
    """An approved version of a question. `extra` goes into its payload."""
    question = question or QuestionFactory()
    payload = payload or MAKERS[kind](question.key)
    version = authoring.write_version(question, payload | extra, kind=kind, references=[], by=None)
    return authoring.approve(version, by=None)


@dataclass(frozen=True)
class Released:
    """A released course of one quiz step, and the versions that it may draw."""

    edition: Edition
    step: EditionStep
    versions: list[QuestionVersion]


def quiz(
    questions=2,
    draw=None,
    *,
    pass_mark=80,
    attempts_allowed=0,
    lessons=0,
    safety=0,
    pin_last=False,
    step_after=False,
    kinds=("single", "multiple"),
    **fields,
) -> Released:
    """A released quiz with one pool of so many questions, of the kinds by turns.

    `lessons` stand before it. Terms among the `fields` go to the step, the others to each question;
    `rationale` to what it says. `pin_last` pins the last option of each; `step_after` puts another step behind the quiz.
    """
    said_terms = {name: fields.pop(name) for name in TERMS if name in fields}
    edition = EditionFactory()
    objective = fields.pop("objective", None) or ObjectiveFactory(course=edition.course)
    bank = BankFactory()
    said = {"rationale": fields.pop("rationale")} if "rationale" in fields else {}
    versions = []
    for number in range(questions):
        question = QuestionFactory(bank=bank, objective=objective, **fields)
        kind = kinds[number % len(kinds)]
        pinned = {"options": pin(MAKERS[kind](question.key)["options"])} if pin_last else {}
        versions.append(approved(question, kind=kind, **said, **pinned))
    for number in range(1, lessons + 1):
        EditionStepFactory(edition=edition, slug=f"lesson-{number}", title=f"Lesson {number}")
    pools = [pool(versions, draw or questions, edition.salt, objective) | {"safety": safety}]
    step = quiz_step(edition, pools, pass_mark=pass_mark, attempts_allowed=attempts_allowed, **said_terms)
    if step_after:
        EditionStepFactory(edition=edition, slug="afterwards", title="Afterwards")
    return Released(edition, step, versions)


# What `terms.terms` reads beside the pass mark and the attempts.
TERMS = (
    "preset",
    "time_limit",
    "cool_down",
    "reveal",
    "confidence",
    "shuffles_questions",
    "shuffles_options",
    "feedback",
)


def pin(options: list[dict]) -> list[dict]:
    return [*options[:-1], options[-1] | {"pinned": True}]


def quiz_step(
    edition: Edition, pools: list[dict], *, pass_mark=80, attempts_allowed=0, **said_terms
) -> EditionStep:
    return EditionStepFactory(
        edition=edition,
        slug="post-test",
        title="Post-test",
        kind="quiz",
        opens="quizzes:start",
        words=0,
        body={
            "introduction": "",
            "pass_mark": pass_mark,
            "attempts_allowed": attempts_allowed,
            "pools": pools,
            **said_terms,
        },
    )


def pool(versions, draw: int, salt: bytes, objective=None) -> dict:
    identity = str(objective.public_id) if objective else None
    return {"draw": draw, "objective": identity, "questions": [version.freeze(salt) for version in versions]}


def enrolled(released: Released, learner: User | None = None) -> Enrolment:
    return enrolling.enrol(learner or UserFactory(), released.edition.course)


def answer(attempt: Attempt, position: int, response, **fields) -> sitting.Saved:
    """Save an answer as a browser does, with an id of its own."""
    item = attempt.items.get(position=position)
    return sitting.save_answer(attempt, item, response, fields.pop("client_id", uuid4()), **fields)


def answer_all(attempt: Attempt, *, correct: int = 0, only: frozenset[int] | set[int] = frozenset()) -> None:
    """Answer the first `correct` items rightly, or those at the positions in `only`; the others wrongly."""
    for item in attempt.items.select_related("version").order_by("position"):
        respond = right if item.position <= correct or item.position in only else wrong
        response = respond(item.version.payload, item.version.kind)
        sitting.save_answer(attempt, item, response, uuid4())


def sat(released: Released, enrolment: Enrolment, *, correct: int) -> AttemptResult:
    """A whole sitting with so many right answers."""
    attempt = sitting.open_attempt(enrolment, released.step)
    answer_all(attempt, correct=correct)
    return sitting.submit(attempt)


def make_overdue(attempt: Attempt, by: timedelta = timedelta(minutes=1)) -> Attempt:
    """Let the attempt's time run out."""
    now = timezone.now()
    Attempt.objects.filter(pk=attempt.pk).update(opened_at=now - 2 * by, deadline_at=now - by)
    attempt.refresh_from_db()
    return attempt


def option_ids(version: QuestionVersion) -> list[UUID]:
    return [UUID(option["id"]) for option in version.payload["options"]]
