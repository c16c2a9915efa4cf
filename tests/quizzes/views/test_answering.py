import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes import sitting
from quizzes.models import Answer, Attempt, Flag, LateAnswer
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import answer, enrolled, make_overdue, quiz, right, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    return quiz(questions=4)


@pytest.fixture
def attempt(released, client):
    learner = UserFactory(time_zone="America/Chicago")
    client.force_login(learner)
    return sitting.open_attempt(enrolled(released, learner), released.step)


def item_of(attempt, kind="single"):
    return attempt.items.select_related("version").filter(version__kind=kind).first()


def address(attempt, rest=""):
    return f"/attempts/{attempt.public_id}/{rest}"


def page(response) -> str:
    return " ".join(response.content.decode().split())


def spoken(response) -> str:
    """The page as it is read aloud: its words without their tags."""
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


def fill(response=(), go="next", base=0, **fields):
    return {"response": response, "go": go, "base": base, "client_id": uuid4()} | fields


class TestWithoutAScript:
    def test_a_question_is_a_fieldset_with_its_options(self, client, attempt):
        item = item_of(attempt)

        text = page(client.get(address(attempt, f"{item.position}/")))

        options = [f'value="{key}"' for key in item.option_order]
        assert [text.count(option) for option in options] == [1, 1, 1]
        assert sorted(options, key=text.index) == options
        assert f"Question {item.position} of 4</span>{item.version.payload['stem']}</legend>" in text
        assert "Not answered yet" in text

    def test_next_saves_and_goes_on(self, client, attempt):
        item = attempt.items.select_related("version").get(position=1)
        response = right(item.version.payload, item.version.kind)

        answered = client.post(address(attempt, "1/"), fill(response))

        assert answered.url == address(attempt, "2/")
        assert item.answers.get().response == response

    def test_several_choices_are_saved_together(self, client, attempt):
        item = item_of(attempt, "multiple")
        response = right(item.version.payload, "multiple")

        client.post(address(attempt, f"{item.position}/"), fill(response))

        assert item.answers.get().response == response

    @pytest.mark.parametrize(
        ("position", "go", "to"),
        [(2, "back", "1/"), (2, "next", "3/"), (4, "next", ""), (3, "overview", ""), (2, "flag", "2/")],
    )
    def test_each_button_saves_first_and_leads_somewhere(self, client, attempt, position, go, to):
        item = attempt.items.select_related("version").get(position=position)
        response = right(item.version.payload, item.version.kind)

        answered = client.post(address(attempt, f"{position}/"), fill(response, go))

        assert answered.url == address(attempt, to)
        assert item.answers.count() == 1

    def test_back_from_the_first_question_leads_to_the_start(self, client, attempt):
        response = client.post(address(attempt, "1/"), fill(go="back"))

        assert response.url == f"/learn/{attempt.enrolment.course.code}/post-test/quiz/"

    def test_going_on_without_an_answer_stores_nothing(self, client, attempt):
        for number in (1, 2):
            assert client.post(address(attempt, f"{number}/"), fill()).url == address(
                attempt, f"{number + 1}/"
            )

        assert Answer.objects.count() == 0

    def test_going_on_without_a_change_stores_nothing(self, client, attempt):
        item = item_of(attempt)
        response = right(item.version.payload)
        answer(attempt, item.position, response)

        client.post(address(attempt, f"{item.position}/"), fill(response, base=0))

        assert item.answers.count() == 1

    def test_unticking_everything_is_an_answer(self, client, attempt):
        item = item_of(attempt, "multiple")
        answer(attempt, item.position, right(item.version.payload, "multiple"))

        client.post(address(attempt, f"{item.position}/"), fill(base=1))

        assert item.answers.latest("sequence").response == []

    def test_the_page_shows_the_latest_answer_and_when_it_was_saved(self, client, attempt):
        item = item_of(attempt)
        response = right(item.version.payload)
        answer(attempt, item.position, response)
        Answer.objects.update(received_at="2026-11-20T18:03:00Z")

        text = page(client.get(address(attempt, f"{item.position}/")))

        assert f'value="{response}" checked' in text
        assert text.count(" checked>") == 1
        assert "Saved 12:03 PM" in text
        assert '<input type="hidden" name="base" value="1">' in text

    def test_a_flag_is_set_and_taken_away(self, client, attempt):
        client.post(address(attempt, "2/"), fill(go="flag"))
        assert Flag.objects.get().item.position == 2
        assert "Question 2, not answered, flagged" in spoken(client.get(address(attempt, "2/")))

        client.post(address(attempt, "2/"), fill(go="unflag"))
        assert Flag.objects.count() == 0

    def test_an_out_of_date_page_is_told_and_overwrites_nothing(self, client, attempt):
        item = item_of(attempt)
        kept = right(item.version.payload)
        answer(attempt, item.position, kept)

        response = client.post(
            address(attempt, f"{item.position}/"), fill(wrong(item.version.payload), base=0)
        )

        assert response.status_code == 409
        assert "You answered this question in another window" in page(response)
        assert f'value="{kept}" checked' in page(response)
        assert item.answers.get().response == kept

    def test_an_option_of_another_question_is_refused(self, client, attempt):
        item, other = attempt.items.select_related("version").filter(version__kind="single")

        response = client.post(address(attempt, f"{item.position}/"), fill(right(other.version.payload)))

        assert response.status_code == 400
        assert "Choose one of the options of this question." in page(response)
        assert Answer.objects.count() == 0

    @pytest.mark.parametrize(
        "field", [{"client_id": "x"}, {"base": "-1"}, {"base": "1e9"}, {"client_id": "\x00"}]
    )
    def test_a_form_that_is_not_ours_is_refused(self, client, attempt, field):
        item = item_of(attempt)

        response = client.post(
            address(attempt, f"{item.position}/"), fill(right(item.version.payload)) | field
        )

        assert response.status_code == 400
        assert Answer.objects.count() == 0

    def test_a_closed_attempt_leads_to_its_result(self, client, attempt):
        sitting.submit(attempt)

        for response in (client.get(address(attempt, "1/")), client.post(address(attempt, "1/"), fill("x"))):
            assert response.url == address(attempt, "result/")

    def test_an_answer_after_the_deadline_leads_to_the_result(self, client, attempt):
        item = item_of(attempt)
        make_overdue(attempt)

        response = client.post(address(attempt, f"{item.position}/"), fill(right(item.version.payload)))

        assert response.url == address(attempt, "result/")
        assert Answer.objects.count() == 0


class TestOverview:
    def test_it_says_in_words_what_is_answered_flagged_and_blank(self, client, attempt):
        answer(attempt, 1, *[respond(attempt, 1)])
        sitting.set_flag(attempt.items.get(position=3))

        response = client.get(address(attempt))

        text = page(response)
        assert "You’ve answered 1 of 4 questions." in text
        assert "Question 1, answered" in spoken(response)
        assert "Question 3, not answered, flagged" in spoken(response)
        blank = text.partition("Not answered yet")[2].partition("</ul>")[0]
        assert [f"Question {n}" in blank for n in (1, 2, 3, 4)] == [False, True, True, True]

    def test_nothing_blank_is_said_too(self, client, attempt):
        for number in (1, 2, 3, 4):
            answer(attempt, number, respond(attempt, number))

        assert "You’ve answered all 4 questions." in page(client.get(address(attempt)))


def respond(attempt, number):
    version = attempt.items.select_related("version").get(position=number).version
    return right(version.payload, version.kind)


class TestSaving:
    def save(self, client, attempt, **sent):
        sent = {"item": 1, "client_id": str(uuid4()), "base": 0} | sent
        return client.post(address(attempt, "answer/"), sent, content_type="application/json")

    def test_an_answer_is_saved_and_acknowledged(self, client, attempt):
        response = self.save(client, attempt, response=respond(attempt, 1))

        stored = Answer.objects.get()
        assert response.json() == {
            "sequence": 1,
            "saved_at": stored.received_at.isoformat(),
            "seconds_left": None,
        }
        assert (stored.item.position, stored.response) == (1, respond(attempt, 1))

    def test_a_repeat_gets_the_same_acknowledgement(self, client, attempt):
        sent = {"response": respond(attempt, 1), "client_id": str(uuid4())}

        assert self.save(client, attempt, **sent).json() == self.save(client, attempt, **sent).json()
        assert Answer.objects.count() == 1

    def test_a_stale_tab_gets_the_current_answer(self, client, attempt):
        item = item_of(attempt)
        kept = right(item.version.payload)
        answer(attempt, item.position, kept)

        response = self.save(client, attempt, item=item.position, response=wrong(item.version.payload))

        assert response.status_code == 409
        assert response.json()["current"] == {"sequence": 1, "response": kept, "confidence": None}

    def test_a_closed_attempt_answers_gone_with_the_way_to_its_result(self, client, attempt):
        sitting.submit(attempt)

        response = self.save(client, attempt, response=respond(attempt, 1))

        assert (response.status_code, response.json()["result"]) == (410, address(attempt, "result/"))
        assert Answer.objects.count() == 0

    @pytest.mark.parametrize(
        ("seconds", "status", "stored"),
        [(1, 200, (1, 0)), (-1, 200, (1, 0)), (-29, 200, (1, 0)), (-31, 410, (0, 1))],
    )
    @pytest.mark.parametrize("days", [-1, 0, 1])
    def test_a_deadline_is_the_servers_whatever_the_browser_says_of_the_time(
        self, client, attempt, seconds, status, stored, days
    ):
        now = timezone.now()
        deadline = now + timedelta(seconds=seconds)
        Attempt.objects.update(opened_at=now - timedelta(hours=1), deadline_at=deadline)
        theirs = now + timedelta(days=days)
        said = {"saved_at": theirs.isoformat(), "received_at": theirs.isoformat(), "seconds_left": 999}

        response = self.save(client, attempt, response=respond(attempt, 1), **said)

        assert response.status_code == status
        assert (Answer.objects.count(), LateAnswer.objects.count()) == stored
        if status == 410:
            assert response.json()["kept"] is True
            assert "isn’t counted" in response.json()["error"]
        else:
            assert response.json()["seconds_left"] in (0, max(0, seconds))

    @pytest.mark.parametrize("text", ["fas\x00cia", "\ud800", "\udfff fascia"])
    def test_a_text_that_no_database_takes_is_refused_with_the_current_answer(self, client, text):
        released = quiz(questions=1, kinds=["short"])
        learner = UserFactory()
        client.force_login(learner)
        attempt = sitting.open_attempt(enrolled(released, learner), released.step)
        self.save(client, attempt, response="fascia")

        response = self.save(client, attempt, response=text, base=1)

        assert response.status_code == 400
        assert response.json()["current"]["response"] == "fascia"
        assert Answer.objects.count() == 1

    def test_an_id_that_was_used_for_another_question_is_refused(self, client, attempt):
        client_id = str(uuid4())
        self.save(client, attempt, response=respond(attempt, 1), client_id=client_id)

        response = self.save(client, attempt, item=2, response=respond(attempt, 2), client_id=client_id)

        assert (response.status_code, Answer.objects.count()) == (400, 1)

    def test_how_sure_somebody_is_is_kept_and_only_the_three_words_there_are(self, client, attempt):
        self.save(client, attempt, response=respond(attempt, 1), confidence=3)

        assert Answer.objects.get().confidence == 3
        assert (
            self.save(client, attempt, response=respond(attempt, 1), base=1, confidence=4).status_code == 400
        )

    def test_an_option_of_another_question_gets_the_current_answer(self, client, attempt):
        item, other = attempt.items.select_related("version").filter(version__kind="single")
        kept = right(item.version.payload)
        answer(attempt, item.position, kept)

        response = self.save(
            client, attempt, item=item.position, base=1, response=right(other.version.payload)
        )

        assert response.status_code == 400
        assert response.json()["current"] == {"sequence": 1, "response": kept, "confidence": None}
        assert item.answers.count() == 1

    @pytest.mark.parametrize(
        "response", [None, 7, True, {}, [[]], "", "\x00", "\ud800", ["\ud800"], {"id": "x"}, ["x"] * 1000]
    )
    @pytest.mark.parametrize("kind", ["single", "multiple"])
    def test_what_is_no_answer_is_refused(self, client, attempt, kind, response):
        item = item_of(attempt, kind)

        refused = self.save(client, attempt, item=item.position, response=response)

        assert refused.status_code == 400
        assert refused.json()["current"] == {"sequence": 0, "response": None, "confidence": None}
        assert Answer.objects.count() == 0

    @pytest.mark.parametrize(
        "envelope",
        [
            {"item": 0},
            {"item": "one"},
            {"item": None},
            {"item": True},
            {"item": 1.0},
            {"item": 2**15},
            {"confidence": 4},
            {"confidence": "sure"},
            {"client_id": 7},
            {"client_id": ["x"]},
            {"client_id": "x"},
            {"client_id": None},
            {"base": -1},
            {"base": 10**30},
        ],
    )
    def test_a_broken_envelope_is_refused(self, client, attempt, envelope):
        assert self.save(client, attempt, response=respond(attempt, 1), **envelope).status_code == 400
        assert Answer.objects.count() == 0

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"3", b"null", b'{"item": NaN}'])
    def test_a_body_that_is_no_answer_is_refused(self, client, attempt, body):
        response = client.post(address(attempt, "answer/"), body, content_type="application/json")

        assert response.status_code == 400
        assert Answer.objects.count() == 0

    @pytest.mark.parametrize("size", [100_000, 5_000_000])
    def test_a_huge_answer_is_refused(self, client, attempt, size):
        assert self.save(client, attempt, response="x" * size).status_code == 413
        assert Answer.objects.count() == 0

    def test_a_length_that_is_no_number_is_refused(self, client, attempt):
        response = client.post(
            address(attempt, "answer/"), b"{}", content_type="application/json", CONTENT_LENGTH="two"
        )

        assert response.status_code == 400

    def test_a_huge_form_is_refused(self, client, attempt):
        response = client.post(address(attempt, "1/"), fill("x" * 5_000_000))

        assert response.status_code in {400, 413}
        assert Answer.objects.count() == 0

    def test_a_question_that_is_not_on_the_paper_is_not_found(self, client, attempt):
        assert self.save(client, attempt, item=9, response=respond(attempt, 1)).status_code == 404

    def test_signed_out_is_told_in_a_way_a_script_understands(self, attempt):
        assert self.save(Client(), attempt, response="x").status_code == 401

    @pytest.mark.parametrize("how", ["password", "deactivated"])
    def test_a_session_that_is_no_good_any_more_saves_nothing(self, client, attempt, how):
        learner = attempt.enrolment.learner
        if how == "password":
            learner.set_password("another one")
        else:
            learner.is_active = False
        learner.save()

        assert self.save(client, attempt, response=respond(attempt, 1)).status_code == 401
        assert Answer.objects.count() == 0

    def test_a_forged_request_is_refused(self, client, attempt):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies

        assert self.save(strict, attempt, response=respond(attempt, 1)).status_code == 403
        assert Answer.objects.count() == 0

    def test_saving_takes_three_statements_and_one_of_them_writes(self, client, attempt):
        sent = {"response": respond(attempt, 1)}

        with CaptureQueriesContext(connection) as captured:
            self.save(client, attempt, **sent)

        statements = [query["sql"].lstrip() for query in captured]
        assert len(statements) <= 3
        assert [sql.split()[0] for sql in statements].count("INSERT") == 1


class TestTime:
    def test_the_page_says_how_much_is_left_and_when_it_ends(self, client, attempt):
        now = timezone.now()
        Attempt.objects.update(opened_at=now, deadline_at=now + timedelta(minutes=20))

        for rest in ("1/", ""):
            text = page(client.get(address(attempt, rest)))
            assert re.search(r'data-seconds-left="(1200|1199|1198)"', text)
            assert "Ends at" in text

    def test_without_a_limit_there_is_no_clock(self, client, attempt):
        assert "data-seconds-left" not in page(client.get(address(attempt, "1/")))

    def test_the_state_is_what_the_clock_asks_for(self, client, attempt):
        assert client.get(address(attempt, "state/")).json() == {"closed": False, "seconds_left": None}

        make_overdue(attempt)
        assert client.get(address(attempt, "state/")).json() == {"closed": False, "seconds_left": 0}

        sitting.submit(attempt)
        assert client.get(address(attempt, "state/")).json() == {
            "closed": True,
            "result": address(attempt, "result/"),
        }


class TestPractice:
    @pytest.fixture
    def practice(self, client):
        released = quiz(questions=2, preset="practice", pass_mark=0, reveal="during", kinds=["single"])
        learner = UserFactory()
        client.force_login(learner)
        return sitting.open_attempt(enrolled(released, learner), released.step)

    def test_an_answer_is_checked_at_once(self, client, practice):
        response = client.post(address(practice, "1/"), fill(respond(practice, 1), go="check"))
        assert response.url == address(practice, "1/?checked")

        text = page(client.get(response.url))
        assert "Your answer, and right" in text
        assert "Rationale of" in text

    def test_a_blank_question_shows_no_key(self, client, practice):
        assert "Rationale of" not in page(client.get(address(practice, "1/?checked")))

    def test_in_a_test_asking_for_it_shows_nothing(self, client, attempt):
        client.post(address(attempt, "1/"), fill(respond(attempt, 1), go="check"))

        assert "Rationale of" not in page(client.get(address(attempt, "1/?checked")))


class TestStrangers:
    @pytest.fixture
    def stranger(self, client):
        client.force_login(UserFactory())
        return client

    @pytest.fixture
    def theirs(self, released):
        return sitting.open_attempt(enrolled(released), released.step)

    @pytest.mark.parametrize("rest", ["", "1/", "result/"])
    def test_another_persons_attempt_is_not_found(self, stranger, theirs, rest):
        assert stranger.get(address(theirs, rest)).status_code == 404

    @pytest.mark.parametrize("body", [{"item": 1, "client_id": str(uuid4()), "response": "x"}, {}, []])
    def test_nor_can_it_be_answered(self, stranger, theirs, body):
        response = stranger.post(
            address(theirs, "answer/"), json.dumps(body), content_type="application/json"
        )

        assert response.status_code == 404
        assert Answer.objects.count() == 0

    def test_nor_submitted(self, stranger, theirs):
        assert stranger.post(address(theirs, "submit/")).status_code == 404
        theirs.refresh_from_db()
        assert theirs.submitted_at is None

    def test_nor_answered_by_form(self, stranger, theirs):
        assert stranger.post(address(theirs, "1/"), fill("x")).status_code == 404

    @pytest.mark.parametrize("rest", ["", "1/", "result/", "answer/", "submit/"])
    def test_an_unknown_attempt_is_not_found(self, stranger, rest):
        unknown = f"/attempts/{uuid4()}/{rest}"
        method = stranger.post if rest in {"answer/", "submit/"} else stranger.get

        assert method(unknown).status_code == 404

    @pytest.mark.parametrize("number", [0, 5, 10**25])
    def test_a_question_beyond_the_paper_is_not_found(self, client, attempt, number):
        assert client.get(address(attempt, f"{number}/")).status_code == 404

    @pytest.mark.parametrize("rest", ["", "1/", "result/"])
    def test_a_visitor_signs_in_first(self, attempt, rest):
        response = Client().get(address(attempt, rest))

        assert response.url == f"/accounts/login/?next={address(attempt, rest)}"


@pytest.mark.parametrize("questions", [3, 30])
def test_a_question_page_costs_the_same_for_any_number_of_questions(client, questions):
    released = quiz(questions=questions)
    learner = UserFactory()
    attempt = sitting.open_attempt(enrolled(released, learner), released.step)
    client.force_login(learner)

    with CaptureQueriesContext(connection) as captured:
        client.get(address(attempt, "1/"))

    assert len(captured) == 5
