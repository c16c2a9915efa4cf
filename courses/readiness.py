"""Why a course may not be released, in plain words. Pages in, sentences out; nothing is written."""

from collections.abc import Sequence
from datetime import date

from django.core.validators import slug_re
from wagtail.models import Page

from .allotting import credit_of
from .hours import Workload, in_words
from .models import Approval, AttestationPage, CoursePage, Edition, Objective, StepPage
from .vouching import unapproved

# Words that stand where a step's slug would stand, in addresses below /learn/<course code>/.
RESERVED_SLUGS = {"begin", "changes", "enrol", "search"}


def problems(page: CoursePage, today: date, steps: Sequence[StepPage] | None = None) -> list[str]:
    """Everything that must be put right before this course can be released."""
    return [said for said, _ in located(page, today, page.steps() if steps is None else steps)]


def located(page: CoursePage, today: date, steps: Sequence[StepPage]) -> list[tuple[str, Page | None]]:
    """The same, each with the page that it is about. None: the course as a whole."""
    of_the_course = [
        *_of_the_objectives(page, steps),
        *_of_the_test(page, steps),
        *_of_the_attestation(steps),
        *_of_the_credit(page, today, steps),
        *_of_the_approvals(page, today),
    ]
    return [
        *((said, None) for said in _of_the_page(page, today)),
        *((said, step) for step in steps for said in _of_a_step(step)),
        *_of_foreign_objectives(page, steps),
        *((said, None) for said in of_the_course),
        *_of_the_reviews(page, steps),
    ]


def _of_the_page(page: CoursePage, today: date) -> list[str]:
    found = []
    if not page.live:
        found.append("The course page isn't published.")
    if circle := page.circle():
        found.append(circle)
    if page.review_by < today:
        found.append(
            f"The content was due for review by {page.review_by:%b} {page.review_by.day}, {page.review_by.year}."
        )
    return found


def _of_a_step(step: StepPage) -> list[str]:
    found = [] if step.live else ["It isn't published."]
    if step.slug in RESERVED_SLUGS:
        found.append(f"Its slug can't be “{step.slug}”.")
    if not slug_re.fullmatch(step.slug):
        found.append("Its slug can hold only the letters a to z, digits, hyphens and underscores.")
    return [f"“{step.title}”: {problem}" for problem in found + step.problems()]


def _of_the_objectives(page: CoursePage, steps: Sequence[StepPage]) -> list[str]:
    objectives = Objective.objects.filter(course=page.course, retired=False)
    taught = {covered for step in steps if step.workload().words for covered in step.covers()}
    tested = {covered for step in steps if step.workload().questions for covered in step.covers()}
    if not objectives:
        return ["The course has no objectives."]
    return [f"No lesson teaches objective {o.number}." for o in objectives if o.public_id not in taught] + [
        f"No question tests objective {o.number}." for o in objectives if o.public_id not in tested
    ]


def _of_foreign_objectives(page: CoursePage, steps: Sequence[StepPage]) -> list[tuple[str, Page]]:
    """A lesson that was moved here names the objectives of the course that it came from."""
    known = set(Objective.objects.filter(course=page.course).values_list("public_id", flat=True))
    said = "“{}”: It names an objective of another course. Choose those of this one."
    return [(said.format(step.title), step) for step in steps if step.covers() - known]


def _of_the_test(page: CoursePage, steps: Sequence[StepPage]) -> list[str]:
    """Boards grant no credit for home study without a graded test."""
    tested = any(step.required and step.workload().questions for step in steps)
    if page.mode == CoursePage.Mode.HOME_STUDY and not tested:
        return ["A home-study course needs a graded test that every learner must pass."]
    return []


def _of_the_attestation(steps: Sequence[StepPage]) -> list[str]:
    """The learner attests to having done all the rest, once; so it comes last."""
    attestations = [step for step in steps if isinstance(step, AttestationPage)]
    if not attestations:
        return ["There is no step where the learner confirms the name for the certificate."]
    if len(attestations) > 1 or steps[-1] != attestations[0] or not attestations[0].required:
        return ["Confirming the name must be the last step, once, and required."]
    return []


def _of_the_credit(page: CoursePage, today: date, steps: Sequence[StepPage]) -> list[str]:
    """Accreditors approve hours; granting more takes a new approval first."""
    credit = credit_of(page.course, sum((step.workload() for step in steps), Workload()))
    return credit.problems + [
        f"{approval.accreditor} approved {in_words(approval.hours)} CE, and this edition would grant"
        f" {in_words(credit.hours)}. Set the hours to what was approved, or have more approved first."
        for approval in _in_force(page, today)
        if credit.hours > approval.hours
    ]


def _in_force(page: CoursePage, today: date) -> list[Approval]:
    """The approvals of the edition that learners are on now."""
    latest = Edition.objects.latest_of(page.course_id)
    return list(Approval.objects.covering(latest, today)) if latest else []


def _of_the_approvals(page: CoursePage, today: date) -> list[str]:
    """An accreditor whose last approval has ended grants nothing: renew it, or end it for good."""
    latest = Edition.objects.latest_of(page.course_id)
    if latest is None:
        return []
    kept = Approval.objects.filter(
        edition__course=page.course_id, edition__major=latest.major, withdrawn_at=None
    )
    last: dict[str, date] = {}
    for approval in kept:
        last[approval.accreditor] = max(approval.valid_until, last.get(approval.accreditor, date.min))
    return [
        f"{accreditor}'s approval ended on {ended:%b} {ended.day}, {ended.year}. Enter its renewal, or withdraw it."
        for accreditor, ended in sorted(last.items())
        if ended < today
    ]


def _of_the_reviews(page: CoursePage, steps: Sequence[StepPage]) -> list[tuple[str, Page]]:
    said = "“{}”: what is published was approved by nobody but its writers. Send it to review."
    return [(said.format(each.title), each) for each in unapproved([page, *steps])]
