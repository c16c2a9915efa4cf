"""Questions, a released quiz step, and people who sit it."""

import secrets
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import factory
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Edition, EditionStep, Enrolment, EnrolmentEdition, Objective
from quizzes import authoring
from quizzes.models import Bank, Question, QuestionVersion


class LearnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"learner{n}@example.com")
    name = "Alice Learner"


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


def option(name: str, fraction: str) -> dict:
    identity = str(uuid5(NAMESPACE_URL, name))
    return {"id": identity, "text": name, "fraction": fraction, "feedback": f"Feedback on {name}."}


def single(name: str = "single") -> dict:
    """The payload of a single-choice question: the first of its three options is right."""
    options = [option(f"{name} {letter}", "1" if letter == "a" else "0") for letter in "abc"]
    return {"stem": f"Stem of {name}?", "options": options, "rationale": f"Rationale of {name}."}


def multiple(name: str = "multiple", scoring: str = "partial") -> dict:
    """The payload of a multiple-response question: the first two of its four options are right."""
    options = [option(f"{name} {letter}", "0.5" if letter in "ab" else "-0.5") for letter in "abcd"]
    payload = {"stem": f"Stem of {name}?", "options": options, "rationale": f"Rationale of {name}."}
    return payload | {"scoring": scoring}


def right(payload: dict, kind: str = "single"):
    """The response that earns everything."""
    ids = sorted(option["id"] for option in payload["options"] if fraction_of(payload, option["id"]) > 0)
    return ids[0] if kind == "single" else ids


def wrong(payload: dict, kind: str = "single"):
    """A response that earns nothing."""
    ids = sorted(option["id"] for option in payload["options"] if fraction_of(payload, option["id"]) <= 0)
    return ids[0] if kind == "single" else ids[:1]


def fraction_of(payload: dict, key: str) -> float:
    return next(float(option["fraction"]) for option in payload["options"] if option["id"] == key)


def approved(question: Question | None = None, payload: dict | None = None, kind="single", **fields):
    """An approved version of a question."""
    question = question or QuestionFactory(**fields)
    payload = payload or {"single": single, "multiple": multiple}[kind](question.key)
    version = authoring.write_version(question, payload, kind=kind, references=[], by=None)
    return authoring.approve(version, by=None)


@dataclass
class Released:
    """A released quiz: its step, the versions it may draw, and the course round it."""

    course: Course
    edition: Edition
    step: EditionStep
    versions: list[QuestionVersion] = field(default_factory=list)


def quiz(questions=2, draw=None, *, pass_mark=80, attempts_allowed=0, objective=None, **fields) -> Released:
    """A released course of one quiz step with one pool. `fields` go to each question."""
    course = Course.objects.create(code=f"course-{secrets.token_hex(4)}")
    objective = objective or Objective.objects.create(
        course=course, number=1, bloom="explain", statement="Explain what the skin does."
    )
    bank = BankFactory()
    kinds = ["single", "multiple"]
    versions = [
        approved(QuestionFactory(bank=bank, objective=objective, **fields), kind=kinds[index % 2])
        for index in range(questions)
    ]
    edition = Edition.objects.create(
        course=course,
        major=1,
        minor=0,
        title="A course",
        hours=0,
        words=0,
        manifest={},
        sha256="0" * 64,
        salt=secrets.token_bytes(16),
        released_at=timezone.now(),
    )
    pools = [pool(versions, draw or questions, edition.salt, objective)]
    step = EditionStep.objects.create(
        edition=edition,
        position=1,
        key=uuid4(),
        slug="post-test",
        kind="quiz",
        title="Post-test",
        opens="quizzes:start",
        body={
            "introduction": "",
            "pass_mark": pass_mark,
            "attempts_allowed": attempts_allowed,
            "pools": pools,
        },
        digest="1" * 64,
    )
    return Released(course, edition, step, versions)


def pool(versions, draw: int, salt: bytes, objective=None) -> dict:
    identity = str(objective.public_id) if objective else None
    return {"draw": draw, "objective": identity, "questions": [version.freeze(salt) for version in versions]}


def enrolled(released: Released, learner: User | None = None) -> Enrolment:
    enrolment = Enrolment.objects.create(learner=learner or LearnerFactory(), course=released.course, cycle=1)
    EnrolmentEdition.objects.create(enrolment=enrolment, sequence=1, edition=released.edition)
    return enrolment


def option_ids(version: QuestionVersion) -> list[UUID]:
    return [UUID(option["id"]) for option in version.payload["options"]]
