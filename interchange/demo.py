"""A house to look at: content, a released course, and people of every role. Doing it again changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max
from wagtail.models import Site

from accounts.confirming import confirm
from accounts.granting import grant
from accounts.models import Membership, Organisation, Role, User
from accounts.policy import STAFF
from courses import progress, releasing
from courses.enrolling import enrol
from courses.models import Course, CoursePage, Edition, EditionStep

from . import demo_team, loading
from .formats.problems import Problem
from .loading import Action, Plan
from .models import LoadedSource
from .reading import read_content

PASSWORD = "fascia-demo-2026"  # noqa: S105  # printed at every start: the demo keeps no secrets
FLAGSHIP = "science-of-medical-massage"
EMPLOYER = "Riverside Bodywork (sample)"


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: Role
    about: str = ""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF


PEOPLE = (
    Person("sam.learner@example.com", "Sam Learner", Role.LEARNER, "half-way through the course"),
    Person("ines.instructor@example.com", "Ines Instructor", Role.INSTRUCTOR, "writes at /cms/"),
    Person("rafa.reviewer@example.com", "Rafa Reviewer", Role.REVIEWER, "approves at /cms/"),
    Person("rena.registrar@example.com", "Rena Registrar", Role.REGISTRAR, "answers for the records"),
    Person("emil.employer@example.com", "Emil Employer", Role.EMPLOYER, f"of {EMPLOYER}"),
)


class BrokenContent(Exception):
    """content/ cannot be loaded."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))


def prepare(content: Path) -> list[str]:
    """Everything but the migrations. Returns what a person should look at.

    Raises BrokenContent, and releasing.NotReady for a course that has no edition to go on with.
    """
    make_signing_keys()
    plan = load(content)
    point_site()
    unready = release_courses()
    make_people()
    return [str(change) for change in plan.of(Action.CONFLICT, Action.KEPT)] + unready


def make_signing_keys() -> None:
    """The first key of each kind, so that papers and tokens are signed too. Rotating them is for people."""
    if not any(settings.CREDENTIAL_KEYS.glob("*.pem")):
        call_command("make_signing_key", stdout=StringIO())
    for kind in ("rs256", "paper"):  # a demo from before there were these has none
        if not any((settings.CREDENTIAL_KEYS / kind).glob("*.pem")):
            call_command("make_signing_key", kind=kind, stdout=StringIO())


def load(content: Path) -> Plan:
    library, report = read_content(content)
    if report.refuses:
        raise BrokenContent(problem for problem in report if problem.refuses)
    return loading.apply(library, content.resolve().name)


def point_site() -> None:
    """The site answers at the address that we print."""
    address = urlsplit(settings.PUBLIC_URL)
    expected = {
        "hostname": address.hostname or "localhost",
        "port": address.port or 80,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    if not Site.objects.filter(is_default_site=True, **expected).exists():
        Site.objects.filter(is_default_site=True).update(**expected)
        Site.clear_site_root_paths_cache()


def release_courses() -> list[str]:
    """Release each published course for which something was loaded after its last edition, or that has none.

    What somebody edits in the CMS is theirs to release. Returns why a course stays at its last edition.
    """
    loaded = LoadedSource.objects.aggregate(at=Max("loaded_at"))["at"]
    last = dict(Edition.objects.values_list("course_id").annotate(Max("released_at")))
    unready = []
    for page in CoursePage.objects.live().select_related("course"):
        if page.course_id in last and (not loaded or loaded <= last[page.course_id]):
            continue
        try:
            releasing.release(page, by=None, notes="Released by the demo.")
        except releasing.NotReady as error:
            if page.course_id not in last:
                raise
            unready += [
                f"{page.course.code} stays at its last edition: {problem}" for problem in error.problems
            ]
    return unready


def make_people() -> None:
    known = set(
        User.objects.filter(email__in=[each.email for each in PEOPLE]).values_list("email", flat=True)
    )
    for person in PEOPLE:
        if person.email not in known:
            make_person(person)


@transaction.atomic
def make_person(person: Person) -> User:
    """A person with a confirmed address, the role's grant, and for staff a second factor."""
    user = User.objects.create_user(person.email, PASSWORD, name=person.name)
    confirm(user)
    if person.is_staff:
        totp.TOTP.activate(user, totp.generate_totp_secret())
    if person.role == Role.LEARNER:
        read_half_of_the_course(user)
    elif person.role == Role.EMPLOYER:
        employ(user)
    else:
        grant(user, person.role, by=None, reason="A person of the demo.", scope=scope_of(person.role))
    return user


def scope_of(role: Role) -> str:
    """Instructors work on a course, everybody else on all: a course that is begun has a reviewer."""
    course = first_course()
    return f"course:{course.public_id}" if course and role == Role.INSTRUCTOR else ""


def first_course() -> Course | None:
    """The course that the people of the demo are about."""
    released = Course.objects.filter(editions__isnull=False)
    return released.filter(code=FLAGSHIP).first() or released.first()


def read_half_of_the_course(learner: User) -> None:
    course = first_course()
    if course is None:
        return
    enrolment = enrol(learner, course)
    lessons = [step for step in EditionStep.objects.taught_to(enrolment) if step.kind == "lesson"]
    for lesson in lessons[: len(lessons) // 2]:
        progress.record_reading(enrolment, lesson)


def employ(employer: User) -> None:
    """An organisation whose employer this is, with a team, and the demo's learner among its people."""
    organisation, made = Organisation.objects.get_or_create(name=EMPLOYER)
    learner = User.objects.filter(email=PEOPLE[0].email).first()
    for person in filter(None, [employer, learner]):
        Membership.objects.get_or_create(organisation=organisation, person=person, left_at=None)
    grant(employer, Role.EMPLOYER, by=None, reason="A person of the demo.", scope=organisation.scope)
    if made:
        demo_team.fill(organisation, learner, by=employer)


def totp_secret(email: str) -> str:
    """The secret of a person's authenticator app. Empty without one."""
    found = Authenticator.objects.filter(user__email=email, type=Authenticator.Type.TOTP).first()
    return decrypt(found.data["secret"]) if found else ""


def current_code(secret: str) -> str:
    """The six digits that an authenticator app shows now."""
    counters = list(totp.yield_hotp_counters_from_time())  # a tolerance adds as many before as after
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))


def logins() -> list[tuple[Person, str]]:
    """The people of the demo, each with the secret of their authenticator app."""
    return [(person, totp_secret(person.email) if person.is_staff else "") for person in PEOPLE]
