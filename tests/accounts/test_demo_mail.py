import pytest
from django.core import mail
from django.http import Http404
from django.test import RequestFactory
from django.urls import path

from accounts.demo_mail import EmailBackend, read_mails
from accounts.views import demo_mails
from config import urls


@pytest.fixture
def box(tmp_path):
    return EmailBackend(alias="default", directory=str(tmp_path))


def send(box, subject="Hello", body="Ümlaut and 6 digits: 012345"):
    box.send_messages([mail.EmailMultiAlternatives(subject, body, "a@example.com", ["b@example.com"])])


def test_a_mail_becomes_a_file_that_reads_back(box):
    send(box)

    (read,) = read_mails(box.directory)
    assert (read.to, read.subject) == ("b@example.com", "Hello")
    assert read.text.strip() == "Ümlaut and 6 digits: 012345"


def test_the_latest_comes_first_and_only_a_hundred_are_kept(box):
    for number in range(103):
        send(box, f"Mail {number}")

    subjects = [read.subject for read in read_mails(box.directory)]
    assert (subjects[0], subjects[-1], len(subjects)) == ("Mail 102", "Mail 3", 100)


def ask(**meta):
    return RequestFactory().get("/demo/mails/", **meta)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_the_page_opens_on_this_machine_in_a_demo(settings, tmp_path, box, address):
    settings.DEMO, settings.DEMO_MAILS = True, tmp_path
    send(box, "Your <b>code</b>")

    page = demo_mails(ask(REMOTE_ADDR=address)).content.decode()

    assert "Your &lt;b&gt;code&lt;/b&gt;" in page


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": "::ffff:10.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.1"},
    ],
)
def test_the_page_does_not_exist_for_other_machines(settings, tmp_path, meta):
    settings.DEMO, settings.DEMO_MAILS = True, tmp_path

    with pytest.raises(Http404):
        demo_mails(ask(**meta))


def test_the_page_does_not_exist_outside_a_demo(settings, tmp_path):
    settings.DEMO_MAILS = tmp_path

    with pytest.raises(Http404):
        demo_mails(ask(REMOTE_ADDR="127.0.0.1"))


@pytest.mark.django_db
def test_outside_a_demo_the_address_leads_nowhere(client):
    assert client.get("/demo/mails/").status_code == 404


class DemoUrls:
    urlpatterns = [path("demo/mails/", demo_mails, name="demo_mails"), *urls.urlpatterns]


@pytest.mark.django_db
def test_every_page_of_a_demo_leads_to_its_mails(client, settings):
    settings.ROOT_URLCONF = DemoUrls

    assert '<a href="/demo/mails/">' in client.get("/policies/").content.decode()


@pytest.mark.django_db
def test_no_other_page_mentions_them(client):
    assert "/demo/mails/" not in client.get("/policies/").content.decode()
