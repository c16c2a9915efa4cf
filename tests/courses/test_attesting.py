import pytest

from courses.attesting import attest
from courses.models import Attestation, Completion
from courses.progress import StepLocked
from tests.factories.courses import NOON, STATEMENT, an_edition, enrolled, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    enrolment = enrolled(an_edition(lessons=1))
    finish(enrolment, "lesson-1")
    return enrolment


@pytest.fixture
def step(enrolment):
    return enrolment.course.editions.get().steps.get(slug="confirm")


def test_attesting_keeps_the_name_and_the_exact_statement_and_completes(enrolment, step):
    attestation = attest(enrolment, step, name="Sam de la Cruz", at=NOON)

    assert (attestation.name, attestation.statement) == ("Sam de la Cruz", STATEMENT)
    assert (attestation.edition, attestation.at) == (step.edition, NOON)
    assert Completion.objects.get().enrolment == enrolment


def test_a_second_attestation_changes_nothing(enrolment, step):
    first = attest(enrolment, step, name="Sam de la Cruz", at=NOON)

    assert attest(enrolment, step, name="Somebody Else") == first
    assert Attestation.objects.get().name == "Sam de la Cruz"


def test_attesting_before_the_lessons_are_read_is_refused():
    enrolment = enrolled(an_edition(lessons=1))
    step = enrolment.course.editions.get().steps.get(slug="confirm")

    with pytest.raises(StepLocked, match=r"Finish “Lesson 1” first\."):
        attest(enrolment, step, name="Sam de la Cruz")

    assert Attestation.objects.count() == 0
