"""What stands behind `test_doors.py`: the people, the things with ids, and how an answer is named.

The expectations are in `doors.toml`. This file knows how to find every door and how to knock on it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern
from django.utils import timezone

from accounts.models import Role, User
from certificates import papering
from certificates.archiving import archive
from certificates.signing import token_key
from certificates.verifying import look_up
from courses import enrolling, progress
from courses.models import (
    CoursePage,
    Edition,
    EditionStep,
    FrozenAsset,
    LessonDocument,
    Reference,
    StepAsset,
)
from quizzes import sitting
from tests.factories.accounts import LicenceFactory, UserFactory, person_with
from tests.factories.certificates import TaughtEditionFactory, issued
from tests.factories.courses import EditionStepFactory
from tests.factories.released import released

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD", "OPTIONS")
DIGEST = "5f" * 32  # of a file in the second lesson
# An answer that gives nothing and does nothing.
CLOSED = frozenset({"sign in", "set up", "refused", "hidden", "no such method"})


@dataclass(frozen=True)
class DoorPattern:
    """A URL pattern: its whole route, its name with namespaces, and the view behind it."""

    route: str
    name: str
    pattern: URLPattern

    @property
    def cms(self) -> bool:
        return self.route.startswith("cms/")

    @property
    def key(self) -> str:
        """Its name in the table. Patterns without a name go by their route."""
        return self.name or self.route


def patterns(
    resolver: URLResolver | None = None, route: str = "", spaces: tuple = ()
) -> Iterator[DoorPattern]:
    """Every pattern that a request can reach, Wagtail's and allauth's included."""
    for found in (resolver or get_resolver()).url_patterns:
        whole = route + str(found.pattern)
        if isinstance(found, URLResolver):
            within = (*spaces, found.namespace) if found.namespace else spaces
            yield from patterns(found, whole, within)
        else:
            name = ":".join([*spaces, found.name]) if found.name else ""
            yield DoorPattern(whole, name, found)


class World:
    """One learner with everything that has an id, and other people who own none of it.

    The newcomer is an instructor who has no second factor yet.
    """

    PRINTED = "Nguyễn Thị Ánh"  # on the certificate

    def __init__(self, edition: Edition | None = None) -> None:
        self.edition = edition or released()
        self.learner = UserFactory(name="Sam Learner")
        self.people: dict[str, User | None] = {
            "visitor": None,
            "learner": self.learner,
            "employer": person_with(Role.EMPLOYER, scope="organisation:1"),
            "auditor": person_with(Role.AUDITOR),
            "instructor": person_with(Role.INSTRUCTOR),
            "reviewer": person_with(Role.REVIEWER),
            "registrar": person_with(Role.REGISTRAR),
            "administrator": person_with(Role.ADMINISTRATOR),
            "newcomer": person_with(Role.INSTRUCTOR, second_factor=False),
        }
        self.enrolment = enrolling.enrol(self.learner, self.edition.course)
        for step in self.steps("lesson"):
            progress.record_step(self.enrolment, step, self.edition.released_at)
        self.attempt = sitting.open_attempt(self.enrolment, self.steps("quiz")[0])
        taught = TaughtEditionFactory()
        EditionStepFactory(edition=taught)
        enrolment = enrolling.enrol(self.learner, taught.course)
        self.certificate = issued(self.PRINTED, edition=taught, enrolment=enrolment)
        # Signed once, at the first download: what comes after it only reads.
        papering.paper(self.certificate, look_up(self.certificate.code), papering.Wanted(0, "letter"))
        archive([token_key().public], timezone.now())
        self.licence = LicenceFactory(holder=self.learner)
        self.page_id = str(CoursePage.objects.get().pk)
        self.cookies = self.sessions()
        self.strangers_key = Authenticator.objects.create(
            user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs", "credential": {}}
        )
        kept = FrozenAsset.objects.create(
            sha256=DIGEST, media_type="image/png", size=3, file=ContentFile(b"PNG", "a.png")
        )
        StepAsset.objects.create(step=self.steps("lesson")[-1], asset=kept, name="a.png")
        self.document = LessonDocument.objects.create(title="A file", file=ContentFile(b"%PDF-1.4", "a.pdf"))
        # Wagtail keeps both when somebody first asks.
        self.document.get_file_size(), self.document.get_file_hash()

    def steps(self, kind: str) -> list[EditionStep]:
        return list(EditionStep.objects.filter(edition=self.edition, kind=kind).order_by("position"))

    @cached_property
    def ids(self) -> dict[str, str]:
        """What the routes name, as it is in this world. Anything else is 1."""
        return {
            "<slug:code>": self.edition.course.code,
            "<uuid:public_id>": str(self.certificate.public_id),
            "<uuid:uuid>": str(uuid4()),  # a question that no lesson asks
            "<uuid:attempt_id>": str(self.attempt.public_id),
            "<str:code>": self.certificate.code,
            "<int:pk>": str(self.licence.pk),
            "<slug:key>": Reference.objects.order_by("pk")[0].key,
            "<slug:slug>": self.steps("lesson")[0].slug,
            "<int:number>": "1",
            "<int:page_id>": self.page_id,
            "<int:parent_page_id>": self.page_id,
        }

    # Steps of another kind than a lesson, by the name of their door.
    SLUGS = {"courses:attest": "attestation", "quizzes:start": "quiz"}
    # What a regular expression accepts.
    REGEXES = {
        "courses:asset": f"/learn/assets/{DIGEST}",
        "account_reset_password_from_key": "/accounts/password/reset/key/1-nothing/",
        "wagtail_serve": "/",
        "wagtailadmin_pages:revisions_compare": "/cms/pages/1/revisions/compare/live...latest/",
        "cms/^.*/$": "/cms/nothing-here/",
    }

    def path(self, door: DoorPattern) -> str:
        if door.name == "wagtaildocs_serve":
            return self.document.url
        if isinstance(door.pattern.pattern, RegexPattern):
            return self.REGEXES[door.key]
        ids = dict(self.ids)
        if door.name.startswith("mfa_"):
            ids["<int:pk>"] = str(self.strangers_key.pk)
        if door.name in self.SLUGS:
            ids["<slug:slug>"] = self.steps(self.SLUGS[door.name])[0].slug
        return "/" + "".join(self.filled(bare(door.route), ids))

    def filled(self, route: str, ids: dict[str, str]) -> Iterator[str]:
        for part in route.replace(">", "<").split("<"):
            placeholder = f"<{part}>"
            is_placeholder = placeholder in route
            yield ids.get(placeholder, "1") if is_placeholder else part

    def sessions(self) -> dict[str, str]:
        """A session of each person, who has just shown that it is them."""
        found = {}
        for name, person in self.people.items():
            if person is not None:
                client = Client()
                client.force_login(person)
                session = client.session
                session["account_authentication_methods_user"] = str(person.pk)
                session["account_authentication_methods"] = [
                    {"method": "password", "at": time.time(), "reauthenticated": True}
                ]
                session.save()
                found[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return found

    def knock(self, who: str, method: str, path: str, *, body: str = "", then=None, **options) -> "Knock":
        """Ask as somebody, and undo whatever it did; before that, if anything was written, keep what `then` finds."""
        client = Client(raise_request_exception=False, **options)
        if who in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        cache.clear()  # nobody here is too fast
        written: list[str] = []

        def listen(execute, sql, params, many, context):
            if sql.lstrip().split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE"):
                written.append(sql)
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(listen):
                response = client.generic(
                    method, path, body, content_type="application/x-www-form-urlencoded"
                )
            found = then() if then and written else None
            transaction.set_rollback(True)
        written = [sql for sql in written if not is_a_note(sql)]
        return Knock(response, written, path.startswith("/cms/"), found)


@dataclass(frozen=True)
class Knock:
    response: HttpResponse
    written: list[str]
    cms: bool
    found: object = None

    @property
    def outcome(self) -> str:
        """How the door answered, in the table's words."""
        status, target = self.response.status_code, self.response.headers.get("Location", "")
        if 300 <= status < 400:
            if target.startswith(("/accounts/login/", "/cms/login/")):
                return "sign in"
            return "set up" if self.cms and target == "/accounts/2fa/" else "goes on"
        words = {401: "sign in", 403: "refused", 404: "hidden", 405: "no such method"}
        return words.get(status, "open" if status < 429 else f"broken: {status}")


# Sessions hold half-made things (a code on its way), and Wagtail notes who has an editor open and how they
# like it. None of these is a record of anybody.
NOTES = (
    "django_session",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
)


def is_a_note(sql: str) -> bool:
    return any(sql.startswith(f'{verb} "{table}"') for table in NOTES for verb in VERBS)


VERBS = ("INSERT INTO", "UPDATE", "DELETE FROM")


def reachable(door: DoorPattern, path: str) -> bool:
    """False when another pattern before it takes the path, as our sign-in takes Wagtail's."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return bare(found.route) == bare(door.route) and door.name in ("", found.view_name)


def bare(route: str) -> str:
    """A route without the anchors of regular expressions, which come and go as routes are joined."""
    return route.replace("^", "").replace("$", "")


TABLE = Path(__file__).with_name("doors.toml")


def expected(row: str, people) -> dict[str, str]:
    """`open, visitor: sign in` → each person's outcome. What stands first is for everybody else."""
    first, *others = (part.strip() for part in row.split(","))
    named = dict(part.split(": ", 1) for part in others)
    assert set(named) <= set(people), f"unknown people in “{row}”"
    return {who: named.get(who, first) for who in people}
