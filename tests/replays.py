"""What stands behind `test_replays.py`: everything of one learner and of her employer, and who asks for it.

The requests are those that she and her employer may make: every address with each of their ids, and what they
would send. What is theirs is found by following foreign keys, so a new table is watched from its first day.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode
from uuid import uuid4

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils import timezone

from accounts import consenting, inviting, licensing
from accounts.granting import grant, revoke
from accounts.invitees import Invitee
from accounts.models import Answer, Grant, InvitationMail, Role, User
from certificates.api_keys import make_api_key
from certificates.disclosing import disclose
from certificates.models import ApiKey
from certificates.wallet import make_link
from courses import enrolling, progress, studying
from courses.models import Edition, ExternalCredit, Note
from quizzes import sitting
from reports import bringing, calendars
from reports.evidence import Evidence
from reports.verifying_teams import verify
from tests.doors import METHODS, DoorPattern, World, bare, patterns
from tests.factories.accounts import LicenceFactory, OrganisationFactory, UserFactory, person_with
from tests.factories.courses import CourseFactory
from tests.factories.teams import leader_of

NAME = "Zephyrine Quillfeather"
ADDRESS = "zq-canary@example.com"
NUMBER = "MTCANARY77"
NOTE = "Heron before noon"
CREDIT = "Ospreys at rest"
EMPLOYER = "Kingfisher Bodywork"
LOCATION = "Lapwing Lane"
LINK = "For Sandgrouse Spa"
SOFTWARE = "Curlew scheduler"
EVIDENCE = b"%PDF-1.4 sandpiper"

# Who asks. None of them has anything to do with the learner or with her employer, or not any more.
STRANGERS = (
    "visitor",
    "another learner",
    "another employer",
    "a former employer",
    "an auditor",
    "another course's instructor",
    "another course's reviewer",
    "a newcomer",
    "a former registrar",
    "a deactivated person",
)
OWNERS = ("learner", "employer")
SEARCHED = (NAME.split()[0], ADDRESS, NUMBER, NOTE.split()[0], EMPLOYER.split()[0], CREDIT.split()[0])


@dataclass(frozen=True)
class Request:
    door: str
    method: str
    path: str
    body: str = ""

    def __str__(self) -> str:
        return f"{self.door} {self.method} {self.path} {self.body}".strip()


class Replays(World):
    """A learner with everything that a learner can have here, her employer, and ten strangers."""

    PRINTED = NAME

    def __init__(self, edition: Edition | None = None) -> None:
        super().__init__(edition)
        User.objects.filter(pk=self.learner.pk).update(name=NAME, email=ADDRESS)
        self.learner.emailaddress_set.update(email=ADDRESS)
        self.learner.refresh_from_db()
        self.learner_keeps()
        self.employer_asks()
        self.strangers()
        self.cookies = self.sessions()
        User.objects.filter(email="deactivated@example.com").update(is_active=False)

    def learner_keeps(self) -> None:
        """Things that only she may read."""
        self.licence.number = NUMBER
        self.licence.save()
        self.cycle = licensing.set_cycle(self.licence, date(2025, 4, 1), date(2027, 3, 31))
        credit = ExternalCredit(
            holder=self.learner, title=CREDIT, provider="Elsewhere", hours=2, earned_on=date(2026, 5, 4)
        )
        self.external = bringing.bring(credit, Evidence(EVIDENCE, "application/pdf", "pdf"))
        lesson = self.steps("lesson")[0]
        where = (self.learner, self.edition.course_id, lesson.key)
        studying.write_note(*where, block="", text=NOTE, client_id=uuid4())
        studying.keep_place(*where, seconds=5)
        studying.set_bookmark(*where, block="", wanted=True)
        self.note = Note.objects.get()
        self.link = make_link([self.certificate], by=self.learner, lasts=timedelta(days=30), note=LINK)
        self.feed = calendars.open_feed(self.learner)
        # Her certificate is shown to whoever types her family name: its code alone says nothing of her.
        disclose(
            self.certificate, by=self.learner, confirm_only=True, family_name="Quillfeather", licence=None
        )

    def employer_asks(self) -> None:
        self.organisation = OrganisationFactory(name=EMPLOYER)
        self.people["employer"] = self.leader = leader_of(self.organisation, name="Ned Plover")
        (self.invitation,) = inviting.invite(
            self.organisation, [Invitee(ADDRESS, NAME, LOCATION)], by=self.leader
        )
        consenting.answer(self.invitation, self.learner, Answer.SHARED)
        self.invitation.refresh_from_db()
        # Somebody who may be reminded.
        inviting.invite(self.organisation, [Invitee("quail@example.com", "Quiet Quail")], by=self.leader)
        InvitationMail.objects.update(owed_at=timezone.now() - timedelta(days=30))
        self.api_key, self.api_secret = make_api_key(
            self.organisation, by=self.leader, name=SOFTWARE, scope=ApiKey.Scope.MANY
        )
        self.check = verify(self.organisation, by=self.leader)

    def strangers(self) -> None:
        """Each has an own thing of the kind that they would ask for."""
        other = UserFactory(name="Otto Other")
        enrolment = enrolling.enrol(other, self.edition.course)
        for step in self.steps("lesson"):
            progress.record_step(enrolment, step, self.edition.released_at)
        sitting.open_attempt(enrolment, self.steps("quiz")[0])
        LicenceFactory(holder=other, number="MT000001")
        theirs = OrganisationFactory(name="Another Clinic")
        (invitation,) = inviting.invite(theirs, [Invitee(other.email, other.name)], by=leader_of(theirs))
        consenting.answer(invitation, other, Answer.SHARED)
        former = leader_of(self.organisation)
        registrar = person_with(Role.REGISTRAR)
        for gone in (former, registrar):
            revoke(Grant.objects.get(person=gone), by=None, reason="left")
        elsewhere = f"course:{CourseFactory().public_id}"
        gone = UserFactory(email="deactivated@example.com")
        grant(gone, Role.REGISTRAR, by=None, reason="was one")
        self.people |= {
            "another learner": other,
            "another employer": leader_of(theirs),
            "a former employer": former,
            "an auditor": self.people["auditor"],
            "another course's instructor": person_with(Role.INSTRUCTOR, scope=elsewhere),
            "another course's reviewer": person_with(Role.REVIEWER, scope=elsewhere),
            "a newcomer": self.people["newcomer"],
            "a former registrar": registrar,
            "a deactivated person": gone,
        }

    @cached_property
    def canaries(self) -> list[str]:
        words = [NAME, ADDRESS, NUMBER, NOTE, CREDIT, EMPLOYER, LOCATION, LINK, SOFTWARE]
        return [*words, self.certificate.serial, self.certificate.code, *self.secrets]

    @property
    def employers(self) -> list[str]:
        """Those that only her employer wrote."""
        return [EMPLOYER, LOCATION, SOFTWARE]

    @property
    def secrets(self) -> list[str]:
        """What opens something for whoever has it: not even her own file of everything tells them."""
        return [self.link.token, self.feed.key, self.api_key.digest, self.api_secret]

    # What is theirs

    def theirs(self) -> dict[tuple[str, object], int]:
        """A hash of each row that belongs to the learner or her employer, whatever table it is in."""
        fresh: dict[type[Model], set] = {
            User: {self.learner.pk, self.leader.pk},
            type(self.organisation): {self.organisation.pk},
        }
        found: dict[type[Model], set] = {}
        while fresh:
            model, keys = fresh.popitem()
            keys -= found.setdefault(model, set())
            found[model] |= keys
            for pointing, field in POINTING.get(model, ()) if keys else ():
                rows = pointing._base_manager.filter(**{f"{field}__in": keys}).values_list("pk", flat=True)
                if new := set(rows) - found.get(pointing, set()):
                    fresh.setdefault(pointing, set()).update(new)
        return {
            (model._meta.label, row[model._meta.pk.attname]): hash(repr(sorted(row.items())))
            for model, keys in found.items()
            for row in model._base_manager.filter(pk__in=keys).values()
        }

    # What is asked

    def requests(self) -> Iterator[Request]:
        """Every address with each of their ids, by every method; with a search; and all that they may send."""
        for door, paths in self.addresses:
            for path in paths:
                for method in METHODS:
                    yield Request(door.key, method, path)
                yield Request(door.key, "GET", f"{path}?{urlencode(self.anything())}")
                for word in SEARCHED:
                    yield Request(
                        door.key, "GET", f"{path}?{urlencode(dict.fromkeys(('q', 'search'), word))}"
                    )
                for sent in (BODIES.get(door.name, {}), self.anything()):
                    yield Request(door.key, "POST", path, urlencode(PRESSED | sent))

    @cached_property
    def addresses(self) -> list[tuple[DoorPattern, list[str]]]:
        return [(door, self.paths(door)) for door in patterns() if door.name not in LEFT_OUT]

    def paths(self, door: DoorPattern) -> list[str]:
        if "<" not in door.route or door.key in self.REGEXES:
            return [self.path(door)]
        found = {self.path(door)}
        for ids in self.ids_for(door):
            found.add("/" + "".join(self.filled(bare(door.route), self.ids | ids)))
        return sorted(found)

    def ids_for(self, door: DoorPattern) -> Iterator[dict[str, str]]:
        things = (
            self.certificate,
            self.external,
            self.organisation,
            self.invitation,
            self.learner,
            self.link,
        )
        for thing in (*things, self.check):
            yield {"<uuid:public_id>": str(thing.public_id), "<str:prefix>": self.api_key.prefix}
        quiz, attestation = self.steps("quiz")[0].slug, self.steps("attestation")[0].slug
        keys = {str(thing.pk) for thing in (*things, self.licence, self.note, self.attempt)}
        for slug in (self.steps("lesson")[0].slug, quiz, attestation):
            for key in sorted(keys):
                yield {"<slug:slug>": slug, "<int:pk>": key, "<str:pk>": key, "<str:object_id>": key}

    def anything(self) -> dict[str, str]:
        """Their ids under every name that a careless view might read."""
        return {
            "id": str(self.learner.pk),
            "pk": str(self.learner.pk),
            "user": str(self.learner.pk),
            "person": str(self.learner.public_id),
            "learner": str(self.learner.pk),
            "holder": str(self.learner.pk),
            "email": ADDRESS,
            "licence": str(self.licence.pk),
            "certificate": str(self.certificate.public_id),
            "certificates": str(self.certificate.public_id),
            "lasts": "30",
            "organisation": str(self.organisation.public_id),
            "enrolment": str(self.enrolment.pk),
            "attempt": str(self.attempt.public_id),
        }

    # Asking

    def replay(self, who: str, request: Request) -> list[str]:
        """What the answer tells of them, and which of their rows it changed."""
        before, wrong = self.before, []
        knock = self.knock(who, request.method, request.path, body=request.body, then=self.theirs)
        if isinstance(knock.found, dict):
            changed = {label for label, _ in dict(set(knock.found.items()) ^ set(before.items()))}
            wrong += [f"changes {label}" for label in sorted(changed)]
        body = b"".join(knock.response) if knock.response.streaming else knock.response.content
        told = body + repr((dict(knock.response.headers), knock.response.cookies)).encode()
        asked = f"{request.path} {request.body}"
        wrong += [
            f"tells {word}" for word in self.canaries if word.encode() in told and not said(word, asked)
        ]
        if EVIDENCE in body or (body and body in self.files):
            wrong.append("gives a file")
        return wrong

    @cached_property
    def before(self) -> dict[tuple[str, object], int]:
        return self.theirs()

    @cached_property
    def files(self) -> list[bytes]:
        """What she and her employer download: such a file need not spell anything out."""
        made = [door for door in patterns() if door.name.startswith("certificates:")]
        answers = [self.knock("learner", "GET", self.path(door)).response for door in made]
        kept = [answer.content for answer in answers if "attachment" in str(answer.headers)]
        return [*kept, bytes(self.check.content)]


def said(word: str, asked: str) -> bool:
    """What was asked for may be said back: nobody learns it from that."""
    return any(urlencode({"": part})[1:] in asked for part in (word, word.split()[0]))


def pointing() -> dict[type[Model], list[tuple[type[Model], str]]]:
    """By model, the foreign keys that point at it."""
    found: dict[type[Model], list[tuple[type[Model], str]]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and model._meta.managed:
                found.setdefault(field.related_model, []).append((model, field.name))
    return found


POINTING = pointing()
# Signing out ends nothing of anybody else's, and one is broken on purpose.
LEFT_OUT = {"account_logout", "wagtailadmin_logout", "wagtailadmin_error_test"}
PRESSED = {"confirmed": "1", "action": "1", "go": "next"}
# What each form is sent by those whose it is.
BODIES: dict[str, dict[str, str]] = {
    "accounts:profile": {"name": "Changed", "time_zone": "America/Denver"},
    "accounts:licences": {"jurisdiction": "TX", "number": "MT777777"},
    "certificates:correct": {"name": "Somebody Else"},
    "certificates:disclosure": {"confirm_only": ""},
    "certificates:api_keys": {"name": "Theirs", "scope": "many"},
    "reports:reminders": {"wanted": "withdraw"},
    "certificate_act": {"name": "Somebody Else", "reason": "x", "public_reason": "Issued in error", "private_reason": "x"},
    "courses:note": {"text": "Changed"},
    "courses:notes": {"text": "New", "client_id": str(uuid4())},
    "courses:place": {"seconds": "7"},
    "courses:bookmark": {"block": "", "wanted": ""},
    "courses:attest": {"name": "Somebody Else", "agreed": "on"},
    "quizzes:question": {"client_id": str(uuid4()), "base": "0", "go": "flag"},
    "reports:cycle": {"first": "2025-04-02", "last": "2027-03-31"},
    "reports:add_external": {
        "title": "New", "provider": "Elsewhere", "hours": "1", "earned_on": "2026-05-05",
        "mode": "home-study", "category": "general",
    },
    "reports:share": {"answer": "withdrawn"},
    "reports:invite": {"name": "Ann", "email": "ann@example.com"},
    "reports:import_staff": {"text": "email,name\nann@example.com,Ann\n"},
}  # fmt: skip


def sample(world: Replays, count: int) -> list[tuple[str, Request]]:
    """So many pairs of a stranger and a request, the same ones each time, from all doors alike.

    Doors of ours are asked four times as often as those of the CMS, which `test_scopes` walks whole.
    """
    dice = random.Random(7)  # noqa: S311  a sample, no secret
    piles: dict[str, list[tuple[str, Request]]] = {}
    for request in world.requests():
        piles.setdefault(request.door, []).extend((who, request) for who in STRANGERS)
    for pile in piles.values():
        dice.shuffle(pile)
    chosen: list[tuple[str, Request]] = []
    while len(chosen) < count and any(piles.values()):
        for pile in piles.values():
            share = 1 if pile and pile[-1][1].path.startswith("/cms/") else 4
            chosen += [pile.pop() for _ in range(min(share, len(pile)))]
    dice.shuffle(chosen)
    return chosen[:count]
