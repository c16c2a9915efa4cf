import pytest

from accounts.models import Role
from tests.factories.accounts import MailFactory, person_with

pytestmark = pytest.mark.django_db


def test_a_registrar_sees_the_mails_that_nobody_can_say_arrived(client):
    lost = MailFactory(lost=True)
    MailFactory()
    client.force_login(person_with(Role.REGISTRAR))

    response = client.get("/cms/reports/mails/")

    assert list(response.context["object_list"]) == [lost]
    assert lost.about in response.content.decode()


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER])
def test_nobody_else_does(client, role):
    client.force_login(person_with(role))

    response = client.get("/cms/reports/mails/")

    # Wagtail sends staff who may not see something home, with a message.
    assert response.status_code == 302
    assert "Uncertain mails" not in client.get("/cms/").content.decode()
