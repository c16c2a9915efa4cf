"""`make run` on an empty database, and again."""

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Site

from accounts.confirming import email_is_verified
from accounts.middleware import has_second_factor
from accounts.models import Grant, Membership, Organisation, User
from accounts.policy import may_open_cms, roles_anywhere
from certificates.signing import paper_seal, token_key
from courses import ruling
from courses.models import CoursePage, Edition, EditionStep, Enrolment, LessonPage, StepRecord
from interchange import demo
from interchange.reading import read_content
from tests.factories.certificates import a_key_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_settings(settings, tmp_path, content):
    """The demo of a small course: `content` stands in its base directory."""
    settings.DEMO = True
    settings.BASE = content.parent
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.PUBLIC_URL = "http://localhost:8123"
    settings.PORT = 8123
    settings.CREDENTIAL_KEYS.mkdir()


@pytest.fixture
def prepared(demo_settings):
    call_command("demo")


def test_the_course_is_released_once(prepared):
    edition = Edition.objects.get()

    assert (edition.number, edition.course.code, edition.released_by) == ("1.0", "sample", None)
    assert [step.slug for step in edition.steps.all()] == [
        "first",
        "second",
        "shown",
        "played",
        "test",
        "opinion",
        "confirm",
    ]


def test_a_changed_file_makes_a_new_edition(prepared, content):
    lesson = content / "courses/sample/20-second.md"
    lesson.write_text(lesson.read_text().replace("Here.", "Here and there."))

    call_command("demo")

    assert [edition.number for edition in Edition.objects.all()] == ["2.0", "1.0"]


def test_an_edit_in_the_cms_is_not_released(prepared):
    page = LessonPage.objects.get(slug="second")
    page.title = "Edited"
    page.save_revision().publish()

    call_command("demo")

    assert Edition.objects.get().steps.get(slug="second").title == "The second lesson"


def test_broken_content_is_named_and_nothing_is_loaded(demo_settings, content):
    (content / "banks/sample.yaml").write_bytes(b"\xff")

    with pytest.raises(CommandError, match=r"content/banks/sample\.yaml:1:1: E001"):
        call_command("demo")

    assert not CoursePage.objects.exists()


def test_a_course_that_is_not_ready_says_why(demo_settings, content):
    course = content / "courses/sample/course.yaml"
    course.write_text(course.read_text().replace("review_by: 2029-11-20", "review_by: 2026-11-21"))

    with pytest.raises(CommandError, match="The content was due for review by"):
        call_command("demo")


def test_a_course_that_is_not_ready_any_more_stays_at_its_edition(prepared, content, capsys):
    course = content / "courses/sample/course.yaml"
    course.write_text(course.read_text().replace("review_by: 2029-11-20", "review_by: 2026-11-21"))

    call_command("demo")

    assert "sample stays at its last edition: The content was due for review by" in capsys.readouterr().err
    assert [edition.number for edition in Edition.objects.all()] == ["1.0"]


def test_a_lesson_without_its_file_is_out_of_the_next_edition(prepared, content):
    (content / "courses/sample/20-second.md").unlink()
    for name, old, new in [
        ("courses/sample/10-first.md", "[LO1]", "[LO1, LO2]"),
        ("courses/sample/10-first.md", "lesson:second#stop", "https://a.example"),
        ("banks/sample.yaml", "second#dvt", "first#skin"),
        ("banks/kinds.yaml", "second#dvt", "first#skin"),
    ]:
        (content / name).write_text((content / name).read_text().replace(old, new))

    call_command("demo")

    edition = Edition.objects.get(major=2)
    assert [step.slug for step in edition.steps.all()] == [
        "first",
        "shown",
        "played",
        "test",
        "opinion",
        "confirm",
    ]


def test_the_courses_that_we_ship_can_be_released(settings):
    settings.BASE = Path(__file__).resolve().parents[2]

    call_command("demo")

    released = {edition.course.code: edition.steps.count() for edition in Edition.objects.all()}
    assert set(released) == set(CoursePage.objects.values_list("slug", flat=True))
    files = settings.BASE.glob(f"content/courses/{demo.FLAGSHIP}/*.md")
    assert released[demo.FLAGSHIP] == len(list(files))
    assert Enrolment.objects.get().course.code == demo.FLAGSHIP


def test_every_link_inside_the_shipped_lessons_leads_somewhere(settings):
    settings.BASE = Path(__file__).resolve().parents[2]
    call_command("demo")
    steps = EditionStep.objects.filter(kind="lesson").select_related("edition__course")
    pages = {reverse("courses:read", args=[step.edition.course.code, step.slug]): step.html for step in steps}

    for address, html in pages.items():
        links = re.findall(r'href="((?:/learn|#)[^"]*)"', html)
        assert len(links) > 10
        for link in links:
            path, _, key = link.partition("#")
            assert not key or f'id="{key}"' in pages[path or address], f"{link} on {address}"


def test_everybody_can_sign_in_with_the_printed_password(prepared):
    for person in demo.PEOPLE:
        user = authenticate(email=person.email, password=demo.PASSWORD)
        assert user is not None
        assert email_is_verified(user)


def test_staff_have_a_second_factor_and_their_role_and_nobody_else_has(prepared):
    for person in demo.PEOPLE:
        user = User.objects.get(email=person.email)
        assert person.role in roles_anywhere(user)
        assert has_second_factor(user) is person.is_staff
        assert may_open_cms(user) is person.is_staff
    assert {grant.granted_by for grant in Grant.objects.all()} == {None}


def test_the_learner_has_read_half_of_the_lessons(prepared):
    enrolment = Enrolment.objects.get(learner__email="sam.learner@example.com")

    keys = StepRecord.objects.filter(enrolment=enrolment).values_list("step_key", flat=True)
    read = enrolment.course.editions.get().steps.filter(key__in=list(keys)).order_by("position")
    assert [step.position for step in read] == [1, 2]
    assert not hasattr(enrolment, "completion")


@pytest.fixture
def rules(db):
    """Those that we ship: the small content of these tests has none."""
    for body in read_content(Path(__file__).parents[2] / "content")[0].bodies:
        ruling.put_body(body)


def test_the_employer_finds_a_team_in_every_state(prepared, rules, client):
    employer = User.objects.get(email="emil.employer@example.com")
    organisation = Organisation.objects.led_by(employer).get()
    client.force_login(employer)

    board = client.get(f"/teams/{organisation.public_id}/").content.decode()

    for standing in ("Current", "Due in 30 days", "Overdue", "Declined", "Awaiting consent"):
        assert standing in board
    assert Membership.objects.filter(organisation=organisation).count() == 5  # those who share, and these two


def test_the_learner_has_a_license_and_an_employer_to_answer(prepared, rules, client):
    client.force_login(User.objects.get(email="sam.learner@example.com"))

    assert "Texas: 4 of 12 hours done" in client.get("/renewals/").content.decode()
    assert demo.EMPLOYER in client.get("/sharing/").content.decode()


def test_the_site_answers_at_the_printed_address(prepared):
    assert Site.objects.get().root_url == "http://localhost:8123"


def test_the_editor_is_headed_by_the_name_of_the_house(prepared):
    assert Site.objects.get().site_name == "Fascia"


def test_there_is_a_signing_key_of_each_kind(prepared, settings):
    for directory in ("", "rs256", "paper"):
        assert len(list((settings.CREDENTIAL_KEYS / directory).glob("*.pem"))) == 1, directory


def test_an_older_demo_gets_the_keys_that_it_lacks(tmp_path, settings):
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    first = a_key_in(settings.CREDENTIAL_KEYS)

    demo.make_signing_keys()

    assert list(settings.CREDENTIAL_KEYS.glob("*.pem")) == [first]
    assert paper_seal()
    assert token_key()


def test_a_second_run_writes_nothing(prepared, settings):
    keys = list(settings.CREDENTIAL_KEYS.iterdir())

    with CaptureQueriesContext(connection) as queries:
        call_command("demo", "--print")

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert len(queries) < 70
    assert list(settings.CREDENTIAL_KEYS.iterdir()) == keys


def test_a_second_run_keeps_what_people_did(prepared):
    learner = User.objects.get(email="sam.learner@example.com")
    learner.set_password("something else")
    learner.save()
    Enrolment.objects.update(ended_at="2100-01-01T00:00Z")

    call_command("demo")

    learner.refresh_from_db()
    assert learner.check_password("something else")
    assert Enrolment.objects.count() == 1


def test_deleted_pages_stay_deleted_and_the_records_stay(prepared):
    CoursePage.objects.get().delete()

    call_command("demo")

    assert not CoursePage.objects.exists()
    assert Edition.objects.count() == Enrolment.objects.count() == 1


def test_what_was_printed_opens_the_door(prepared, capsys):
    call_command("demo", "--print")

    printed = capsys.readouterr().out
    assert f"http://localhost:8123/accounts/login/ with the password {demo.PASSWORD}" in printed
    assert "http://localhost:8123/demo/mails/" in printed
    secret = re.search(r"ines\.instructor@example\.com .* second factor (\w+)", printed).group(1)
    call_command("demo_code", "ines.instructor@example.com")
    assert validate_totp_code(secret, capsys.readouterr().out.strip())


def test_nothing_is_printed_unasked(demo_settings, capsys):
    call_command("demo")

    assert capsys.readouterr().out == ""


def test_the_codes_of_others_are_not_shown(prepared):
    User.objects.create_user("guest@example.com", "a password of theirs")

    for email in ("guest@example.com", "sam.learner@example.com", "nobody@example.com"):
        with pytest.raises(CommandError, match="no second factor in the demo"):
            call_command("demo_code", email)


@pytest.mark.parametrize("command", [["demo"], ["demo_code", "ines.instructor@example.com"]])
def test_outside_a_demo_it_refuses(command, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="development settings only"):
        call_command(*command)

    assert not User.objects.exists()
