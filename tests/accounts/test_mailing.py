import smtplib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox_of
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.mailing import owe, send
from accounts.models import Mail, User
from tests.factories.accounts import MailFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_templates")]

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
IN_THE_DATABASE = {
    "default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": []},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []},
}


class RefusingBackend(EmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({})


class SilentBackend(EmailBackend):
    """Takes the mail, and the connection breaks before it answers."""

    def send_messages(self, messages):
        raise TimeoutError


def backend(name):
    return override_settings(MAILERS={"default": {"BACKEND": f"{__name__}.{name}"}})


@pytest.fixture
def example_templates(settings):
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [TEMPLATES, *engine["DIRS"]]}]


@pytest.fixture
def queued(settings):
    settings.TASKS = IN_THE_DATABASE


def test_a_mail_is_sent_with_text_and_html():
    learner = UserFactory(name="Sam Rivera")

    owe(learner, "accounts/example", "accounts.User:1", {"course": "Circulation & Pressure"})

    (message,) = outbox_of.outbox
    assert (message.subject, message.to) == ("An example", [learner.email])
    assert message.body == "Hello Sam Rivera,\n\nthis is about Circulation & Pressure.\n"
    (html,) = message.alternatives
    assert html.mimetype == "text/html"
    assert "Circulation &amp; Pressure" in html.content
    assert Mail.objects.get().sent_at


def test_the_same_mail_is_owed_once():
    learner = UserFactory()

    first = owe(learner, "accounts/example", learner, {"course": "A"})
    second = owe(learner, "accounts/example", learner, {"course": "A"})

    assert first is not None
    assert second is None
    assert len(outbox_of.outbox) == 1


def test_a_promise_that_is_rolled_back_sends_nothing(queued):
    learner = UserFactory()

    with transaction.atomic():
        owe(learner, "accounts/example", learner, {"course": "A"})
        transaction.set_rollback(True)

    assert Mail.objects.count() == DBTaskResult.objects.count() == 0


def test_a_task_that_runs_twice_sends_once():
    mail = MailFactory()

    assert send.call(mail.pk, {"course": "A"}) == "sent"
    assert send.call(mail.pk, {"course": "A"}) == "handed over before"

    assert len(outbox_of.outbox) == 1


def test_a_refused_mail_is_queued_again(queued):
    mail = MailFactory()

    with backend("RefusingBackend"):
        send.call(mail.pk, {"course": "A"})

    (waiting,) = DBTaskResult.objects.all()
    assert waiting.args_kwargs == {"args": [mail.pk, {"course": "A"}, 2], "kwargs": {}}
    assert waiting.run_after > timezone.now()
    mail.refresh_from_db()
    assert (mail.handed_over_at, mail.sent_at) == (None, None)


def test_a_mail_refused_too_often_fails_loudly(queued):
    mail = MailFactory()

    with backend("RefusingBackend"), pytest.raises(smtplib.SMTPRecipientsRefused):
        send.call(mail.pk, {"course": "A"}, 6)

    assert DBTaskResult.objects.count() == 0


def test_a_mail_lost_on_the_way_is_uncertain_and_never_sent_again():
    mail = MailFactory()

    with backend("SilentBackend"), pytest.raises(TimeoutError):
        send.call(mail.pk, {"course": "A"})
    send.call(mail.pk, {"course": "A"})

    assert outbox_of.outbox == []
    mail.refresh_from_db()
    assert mail.sent_at is None
    assert list(Mail.objects.uncertain(timezone.now() + timedelta(hours=1))) == [mail]


def test_only_mails_without_an_answer_are_uncertain():
    lost = MailFactory(lost=True)
    MailFactory()
    MailFactory(lost=True, sent_at=timezone.now())

    assert list(Mail.objects.uncertain()) == [lost]


def test_a_person_without_an_address_gets_no_mail():
    mail = MailFactory()
    User.objects.update(email=None)

    assert send.call(mail.pk, {"course": "A"}) == "nobody to send it to"

    assert outbox_of.outbox == []
