"""What a therapist hands to a board: complete, theirs alone, and at a cost that doesn't grow with it."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfReader

from accounts import licensing
from accounts.models import AuditEvent, User
from certificates.models import Certificate
from certificates.signing import paper_seal
from courses.models import Completion, Evaluation, EvaluationAnswer, ExternalCredit, FrozenAsset, StepAsset
from reports import audit_pack
from reports.audit_pack import entries, gathered
from tests.factories.accounts import LicenceFactory, UserFactory
from tests.factories.certificates import TaughtEditionFactory, issued
from tests.factories.courses import EditionStepFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DIGEST = "ab" * 32
PROMPT = "The lesson was clear."


def taught(**fields):
    """An edition with a lesson that shows a picture, a test, and a form."""
    edition = TaughtEditionFactory(**fields)
    html = f'<p>Flow rose.</p><img src="/learn/assets/{DIGEST}" alt=""><a href="/evidence/x/">Evidence</a>'
    lesson = EditionStepFactory(edition=edition, html=html, title="Circulation")
    kept, _ = FrozenAsset.objects.get_or_create(
        sha256=DIGEST, defaults={"media_type": "image/png", "size": 3, "file": ContentFile(b"PNG", "a.png")}
    )
    StepAsset.objects.create(step=lesson, asset=kept, name="a.png")
    EditionStepFactory(
        edition=edition, kind="quiz", title="Post-test", html="", words=0, opens="quizzes:start"
    )
    form = {"questions": [{"id": str(uuid4()), "kind": "rating", "prompt": PROMPT}], "scale": list("abcde")}
    EditionStepFactory(
        edition=edition, kind="evaluation", title="Evaluation", html="", body=form, opens="courses:evaluate"
    )
    return edition


def finished(learner, **fields):
    """A certificate, and the form filled in."""
    edition = taught()
    certificate = issued(learner.name, edition=edition, learner=learner, **fields)
    form = edition.steps.get(kind="evaluation")
    given = Evaluation.objects.create(
        enrolment=certificate.completion.enrolment, edition=edition, step_key=form.key,
        digest=form.digest, at=timezone.now(),
    )  # fmt: skip
    EvaluationAnswer.objects.create(evaluation=given, question=form.body["questions"][0]["id"], rating=4)
    return certificate


def opened(person, licence=None, first=FIRST, last=LAST) -> zipfile.ZipFile:
    pack = gathered(person, licence, first, last, timezone.now())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in entries(pack):
            content = entry.content if isinstance(entry.content, bytes) else b"".join(entry.content)
            archive.writestr(entry.name, content)
    return zipfile.ZipFile(out)


def text_of(archive, name) -> str:
    return " ".join(archive.read(name).decode().split())


def test_it_holds_all_that_a_board_asks_for(keys):
    learner = UserFactory(name="Nguyễn Thị Ánh")
    certificate = finished(learner)

    archive = opened(learner)

    code = certificate.completion.edition.course.code
    names = [name for name in archive.namelist() if not name.startswith(("css/", "fonts/"))]
    assert names == [
        f"certificates/{certificate.serial}.pdf",
        f"courses/{code}-1.0/outline.html",
        f"courses/{code}-1.0/01-step-1.html",
        f"courses/files/{DIGEST}.png",
        f"evaluations/{code}-{certificate.completion_id}.html",
        "index.html",
    ]
    pdf = archive.read(names[0])
    assert "Nguyễn Thị Ánh" in " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert paper_seal()
    assert b"/ByteRange" in pdf
    outline = text_of(archive, names[1])
    assert "Explain what massage changes in blood flow" in outline
    assert "Ines Ibarra" in outline
    lesson = text_of(archive, names[2])
    assert f'src="../files/{DIGEST}.png"' in lesson
    assert "Flow rose." in lesson
    assert 'href="http://localhost:8000/evidence/x/"' in lesson
    assert archive.read(names[3]) == b"PNG"
    assert PROMPT in text_of(archive, names[4])
    assert "4 of 5: d" in text_of(archive, names[4])


def test_every_link_inside_leads_to_a_file_of_the_pack(keys):
    learner = UserFactory(name="Sam Learner")
    finished(learner)

    archive = opened(learner)

    there = set(archive.namelist())
    for name in (name for name in there if name.endswith(".html")):
        folder = name.rpartition("/")[0]
        for link in re.findall(r'(?:href|src)="([^"#]+)', archive.read(name).decode()):
            if not link.startswith("http"):
                parts = f"{folder}/{link}".split("/")
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                assert "/".join(part for part in parts if part) in there, f"{name}: {link}"


def test_nobody_elses_things_get_in(keys):
    """Another learner of the same edition, with a certificate, a form and files of their own."""
    learner, other = UserFactory(name="Sam Learner"), UserFactory(name="Zephyrine Quillfeather")
    mine = finished(learner)
    theirs = finished(other)
    same = issued(other.name, edition=mine.completion.edition, learner=other)
    ExternalCredit.objects.create(
        holder=other, title="Ospreys", provider="Elsewhere", hours=2, earned_on=FIRST, evidence=b"%PDF-sandpiper",
        evidence_type="application/pdf",
    )  # fmt: skip

    archive = opened(learner)

    assert list(told(archive, [other.name, theirs.serial, same.serial, "Ospreys", "sandpiper"])) == []


def told(archive, words) -> list[str]:
    found = []
    for name in archive.namelist():
        content = archive.read(name)
        text = name.encode() + content
        if name.endswith(".pdf") and content.startswith(b"%PDF-1"):
            text += " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
        found += [f"{name} tells {word}" for word in words if word.encode() in text]
    return found


def test_a_pack_that_asks_for_everybody_is_seen(keys, monkeypatch):
    """The planted fault: what guards the test above."""
    learner, other = UserFactory(name="Sam Learner"), UserFactory(name="Zephyrine Quillfeather")
    finished(learner)
    theirs = finished(other)

    def everybody(person, first, last):
        return [audit_pack.Course(row, FIRST) for row in Completion.objects.select_related("edition__course")]

    monkeypatch.setattr(audit_pack, "completed", everybody)
    monkeypatch.setattr(type(Certificate.objects.all()), "visible_to", lambda rows, user: rows.all())

    assert told(opened(learner), [theirs.serial])


def test_a_period_is_of_the_learners_own_days(keys):
    learner = UserFactory(name="Sam Learner", time_zone="America/Chicago")
    finished(learner, completed_at=datetime(2026, 12, 1, 5, 30, tzinfo=UTC))  # Nov 30, 23:30 in Chicago
    finished(learner, completed_at=datetime(2026, 12, 1, 6, 30, tzinfo=UTC))

    assert len(gathered(learner, None, FIRST, LAST, timezone.now()).courses) == 1


def test_for_a_licence_it_says_what_counts_and_by_which_rule(bodies, keys):
    learner = UserFactory(name="Sam Learner")
    finished(learner)
    licence = LicenceFactory(holder=learner, jurisdiction="TX", number="MT123456")

    said = text_of(opened(learner, licence, date(2025, 4, 1), date(2027, 3, 31)), "index.html")

    assert "License Texas" in said
    assert "MT123456" in said
    assert "Hours that count by the rule that we hold for these days: 0 of 12." in said
    assert "Counts here" in said
    assert "The board decides." in said


def test_without_a_rule_it_says_so(keys):
    learner = UserFactory(name="Sam Learner")
    finished(learner)
    licence = LicenceFactory(holder=learner, jurisdiction="TX", number="MT123456")

    assert "We hold no renewal rule for these days" in text_of(opened(learner, licence), "index.html")


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_course_and_for_many(keys, count, django_assert_num_queries):
    learner = UserFactory(name="Sam Learner")
    for _ in range(count):
        finished(learner)
    opened(learner)  # signs the papers

    with django_assert_num_queries(14):
        opened(User.objects.get(pk=learner.pk))


def test_the_page_sends_it_and_says_so_in_the_log(client, keys):
    learner = UserFactory(name="Sam Learner")
    licence = LicenceFactory(holder=learner, jurisdiction="TX", number="MT123456")
    licensing.set_cycle(licence, FIRST, LAST)
    certificate = finished(learner)
    client.force_login(learner)

    page = client.get("/audit-pack/").content.decode()
    answer = client.post("/audit-pack/", {"licence": licence.pk, "first": "2026-11-01", "last": "2026-11-30"})

    assert 'value="2026-11-01"' in page
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert f"certificates/{certificate.serial}.pdf" in archive.namelist()
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="audit-pack-tx-2026-11-01-to-2026-11-30.zip"'
    )
    assert AuditEvent.objects.get(action="audit pack made").object_id == str(licence.pk)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"first": "2026-11-30", "last": "2026-11-01"}, "The last day comes before the first."),
        ({"first": "1990-01-01", "last": "2026-11-01"}, "more than twelve years"),
        ({"first": "2020-01-01", "last": "2020-12-31"}, "Nothing was completed between these days."),
        ({"first": "2026-02-29", "last": "2026-12-31"}, "Enter a valid date."),
    ],
)
def test_what_makes_no_pack_says_why(client, keys, given, says):
    learner = UserFactory(name="Sam Learner")
    finished(learner)
    client.force_login(learner)

    assert says in client.post("/audit-pack/", given).content.decode()


def test_nobody_asks_for_somebody_elses_licence(client, keys):
    learner, other = UserFactory(name="Sam Learner"), UserFactory()
    finished(learner)
    theirs = LicenceFactory(holder=other, number="MTCANARY77")
    client.force_login(learner)

    answer = client.post("/audit-pack/", {"licence": theirs.pk, "first": "2026-11-01", "last": "2026-11-30"})

    assert "Select a valid choice" in answer.content.decode()
    assert "MTCANARY77" not in answer.content.decode()
