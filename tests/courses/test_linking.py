"""Dead links are named; what could not be asked is not called dead."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Role
from courses import linking
from courses.fetching import Answer, NoAnswer, NotAllowed
from courses.models import LessonPage, LinkCheck, Reference
from courses.releasing import NotReady, problems, release
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db

DEAD = "https://example.org/dead"


@pytest.fixture
def pages():
    pages = course_pages()
    lesson = pages.lessons[0]
    text = f"[One]({DEAD}), [again]({DEAD}), [two](https://example.org/two) and [@{pages.reference.key}]."
    lesson.body = [("text", {"key": "opening", "text": text})]
    publish(lesson)
    return pages


def answering(*answers):
    """A fetch that answers one after another, and notes what it was asked."""
    waiting, asked = list(answers), []

    def fetch(url):
        asked.append(url)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, url, b"")

    fetch.asked = asked
    return fetch


def test_an_address_that_is_a_script_is_no_link(pages):
    sources = Reference.objects.filter(pk=pages.reference.pk)
    sources.update(doi="", pmid="", url="javascript:canary()")
    assert {link.url for link in linking.links_of(pages.lessons)} == {DEAD, "https://example.org/two"}

    sources.update(url="https://example.org/source")
    assert "https://example.org/source" in {link.url for link in linking.links_of(pages.lessons)}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        *((status, "gone") for status in (404, 410)),
        *((status, "there") for status in (200, 204)),
        *((status, "unclear") for status in (401, 403, 429, 500, 503)),
        (NoAnswer("example.org wasn't found."), "unchecked"),
        (NotAllowed("example.org is no public address."), "unclear"),
    ],
)
def test_only_a_server_that_says_so_makes_a_link_dead(answer, state):
    assert linking.ask(DEAD, answering(answer))[0] == state


def test_an_address_is_asked_once_and_again_only_after_a_day():
    assert linking.want([DEAD, DEAD, "https://example.net/"]) == 2
    linking.check(fetch=answering(404, 200), pause=0)

    assert linking.want([DEAD]) == 0
    LinkCheck.objects.update(tried_at=timezone.now() - timedelta(days=2))
    assert linking.want([DEAD]) == 1
    assert linking.check(fetch=answering(200), pause=0) == 1
    assert LinkCheck.objects.get(url=DEAD).state == "there"


def test_what_could_not_be_asked_is_asked_again_at_once():
    linking.want([DEAD])
    linking.check(fetch=answering(NoAnswer("No network.")), pause=0)

    assert linking.want([DEAD]) == 1


def test_a_server_is_left_a_pause_between_two_questions(monkeypatch):
    slept = []
    monkeypatch.setattr(linking.time, "sleep", slept.append)
    linking.want(["https://a.org/1", "https://a.org/2", "https://b.org/"])

    linking.check(fetch=answering(200, 200, 200), pause=60)

    assert [seconds > 50 for seconds in slept] == [False, True, False]


def test_a_task_asks_a_few_and_those_first_that_wait_longest():
    linking.want(["https://b.org/1"])
    linking.want(["https://a.org/1", "https://a.org/2"])
    fetch = answering(200, 200)

    assert linking.check(2, fetch, pause=0) == 2

    assert fetch.asked == ["https://b.org/1", "https://a.org/1"]
    assert [check.url for check in LinkCheck.objects.wanted()] == ["https://a.org/2"]


def test_an_address_that_breaks_the_task_holds_up_no_other():
    linking.want([DEAD, "https://example.org/two"])
    with pytest.raises(ZeroDivisionError):
        linking.check(fetch=answering(ZeroDivisionError()), pause=0)

    fetch = answering(200)
    linking.check(fetch=fetch, pause=0)

    assert fetch.asked == ["https://example.org/two"]


def test_the_links_of_live_lessons_are_wanted_once_a_week(pages, settings):
    settings.MAY_ASK_OTHERS = True
    draft = LessonPage.objects.get(pk=pages.lessons[1].pk)
    draft.body = [("text", {"key": "opening", "text": "[Draft](https://example.org/draft)"})]
    draft.save_revision()
    now = timezone.now()

    assert linking.want_due(now) == 3
    assert linking.want_due(now + timedelta(days=6)) == 0

    assert sorted(check.url for check in LinkCheck.objects.wanted()) == sorted(
        [DEAD, "https://example.org/two", f"https://doi.org/{pages.reference.doi}"]
    )
    LinkCheck.objects.update(wanted_at=None, state="there", tried_at=now - timedelta(days=8))
    assert linking.want_due(now + timedelta(days=8)) == 3


def test_the_minutes_between_cost_one_query(pages, settings, django_assert_num_queries):
    settings.MAY_ASK_OTHERS = True
    linking.want_due()
    LinkCheck.objects.update(wanted_at=None)

    with django_assert_num_queries(1):
        linking.want_due()
    with django_assert_num_queries(1):
        linking.ask_wanted()


def test_the_worker_has_one_such_task_in_hand_at_most(settings):
    settings.MAY_ASK_OTHERS = True
    background = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}
    settings.TASKS = settings.TASKS | {"background": background}
    linking.want([DEAD])

    assert [linking.ask_wanted(), linking.ask_wanted()] == [True, False]
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now())
    assert linking.ask_wanted()


def test_the_report_lists_addresses_with_where_they_stand(client, pages):
    LinkCheck.objects.create(url=DEAD, state="gone", said="There is no such page.", tried_at=timezone.now())
    client.force_login(person_with(Role.INSTRUCTOR, scope=f"course:{pages.course.course.public_id}"))

    page = client.get("/cms/reports/links/").content.decode()

    doi = f"https://doi.org/{Reference.objects.get(key=pages.reference.key).doi}"
    assert [page.count(f'href="{url}"') for url in (DEAD, "https://example.org/two", doi)] == [1, 1, 1]
    assert page.index(DEAD) < page.index("example.org/two")  # dead ones first
    assert "1 is dead." in page
    assert "Not checked" in page


def test_an_instructor_sees_the_links_of_their_own_courses_only(client, pages):
    client.force_login(person_with(Role.INSTRUCTOR, scope=f"course:{course_pages().course.course.public_id}"))

    assert DEAD not in client.get("/cms/reports/links/").content.decode()
    client.force_login(UserFactory())
    assert client.get("/cms/reports/links/").status_code == 403


def test_where_nobody_is_asked_nothing_is_called_dead(client, pages):
    client.force_login(person_with(Role.INSTRUCTOR))

    page = client.post("/cms/reports/links/", follow=True).content.decode()

    assert "asks no other servers" in page
    assert "None is known to be dead." in page
    assert LinkCheck.objects.count() == linking.want_due() == 0


def test_a_second_press_adds_nothing_and_says_so(client, pages, settings):
    settings.MAY_ASK_OTHERS = True
    client.force_login(person_with(Role.INSTRUCTOR))

    first, second = (client.post("/cms/reports/links/", follow=True).content.decode() for _ in range(2))

    assert "3 addresses are being asked now" in first
    assert "They wait to be asked already." in second
    assert LinkCheck.objects.wanted().count() == second.count("<small>Waits to be asked</small>") == 3
    LinkCheck.objects.update(wanted_at=None, state="there", tried_at=timezone.now())
    third = client.post("/cms/reports/links/", follow=True).content.decode()
    assert "All of them were asked in the last day." in third
    assert not LinkCheck.objects.wanted().exists()


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_report_takes_the_same_queries_for_any_number_of_lessons(
    pages, lessons, django_assert_num_queries
):
    for lesson in pages.lessons[1:lessons]:
        lesson.body = [("text", {"key": "opening", "text": "[A](https://example.org/a)"})]
        publish(lesson)
    found = list(linking.lessons_of(person_with(Role.INSTRUCTOR)))

    with django_assert_num_queries(2):
        linking.links_of(found)


def test_planted_without_its_host_a_server_is_left_no_pause(monkeypatch):
    slept = []
    monkeypatch.setattr(linking.time, "sleep", slept.append)
    monkeypatch.setattr(linking, "host_of", lambda url: url)
    linking.want(["https://a.org/1", "https://a.org/2"])

    linking.check(fetch=answering(200, 200), pause=60)

    assert [seconds > 50 for seconds in slept] == [False, False]


def test_planted_without_its_mark_an_address_that_breaks_the_task_holds_up_the_others():
    linking.want([DEAD, "https://example.org/two"])
    with pytest.raises(ZeroDivisionError):
        linking.check(fetch=answering(ZeroDivisionError()), pause=0)
    LinkCheck.objects.filter(url=DEAD).update(wanted_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(ZeroDivisionError):
        linking.check(fetch=answering(ZeroDivisionError()), pause=0)


def test_links_of_what_is_not_live_or_was_taken_out_are_not_asked(pages, settings):
    settings.MAY_ASK_OTHERS = True
    pages.lessons[0].unpublish(set_expired=True)

    linking.want_due()

    assert DEAD not in {check.url for check in LinkCheck.objects.wanted()}


def test_planted_without_live_the_links_of_lessons_that_are_gone_are_asked(pages, settings, monkeypatch):
    settings.MAY_ASK_OTHERS = True
    pages.lessons[0].unpublish()
    monkeypatch.setattr(LessonPage.objects, "live", LessonPage.objects.all)

    linking.want_due()

    assert DEAD in {check.url for check in LinkCheck.objects.wanted()}


@pytest.mark.parametrize("state", LinkCheck.State.values)
def test_no_answer_holds_up_a_release(pages, state):
    """A server may be down for an hour; what is taught is the authors' to judge."""
    for link in linking.links_of(pages.lessons):
        LinkCheck.objects.create(url=link.url, state=state, said="The server says so.")

    assert problems(pages.course) == []
    with CaptureQueriesContext(connection) as asked:
        release(pages.course, by=None)
    assert not [query for query in asked if "linkcheck" in query["sql"]]


def test_planted_a_release_that_looked_at_links_would_be_held_up(pages, monkeypatch):
    LinkCheck.objects.create(url=DEAD, state="gone")
    usual = LessonPage.problems
    dead = lambda page: [link.url for link in linking.links_of([page]) if link.state == "gone"]  # noqa: E731
    monkeypatch.setattr(LessonPage, "problems", lambda page: [*usual(page), *dead(page)])

    with pytest.raises(NotReady, match=DEAD):
        release(pages.course, by=None)


def test_a_press_and_a_task_are_bounded(client, pages, settings, monkeypatch):
    settings.MAY_ASK_OTHERS = True
    monkeypatch.setattr(linking, "MOST", 2)
    client.force_login(person_with(Role.INSTRUCTOR))

    client.post("/cms/reports/links/")

    assert LinkCheck.objects.wanted().count() == 2
    linking.want([f"https://example.org/{number}" for number in range(20)])
    assert linking.check(fetch=answering(*[200] * 20), pause=0) == linking.A_FEW
