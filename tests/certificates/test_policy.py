from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role
from certificates.issuing import correct, reinstate, revoke
from certificates.models import CertificateEvent
from certificates.policy import OWN_CORRECTION, can
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db

ACTS = ["correct", "revoke", "reinstate"]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.ADMINISTRATOR])
def test_who_keeps_the_records_may_mend_them(act, role):
    assert can(person_with(role), act, issued())


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.LEARNER, Role.EMPLOYER, Role.INSTRUCTOR, Role.REVIEWER, Role.AUDITOR])
def test_nobody_else_may(act, role):
    assert not can(person_with(role), act, issued())


def test_an_act_without_a_rule_is_refused_to_everybody():
    assert not can(person_with(Role.ADMINISTRATOR), "delete", issued())


def holder_of(certificate, *roles):
    holder = certificate.completion.enrolment.learner
    for role in roles:
        holder.grants.create(role=role, reason="hired", granted_by=UserFactory())
    return holder


def test_a_registrar_does_not_revoke_or_reinstate_their_own():
    certificate = issued()
    holder = holder_of(certificate, Role.REGISTRAR)

    assert not can(holder, "revoke", certificate)
    assert not can(holder, "reinstate", certificate)


@pytest.mark.parametrize(
    ("after", "may"), [(OWN_CORRECTION, True), (OWN_CORRECTION + timedelta(days=1), False)]
)
def test_a_holder_mends_their_own_name_for_thirty_days(time_machine, after, may):
    certificate = issued()
    time_machine.move_to(certificate.issued_at + after, tick=False)

    assert can(holder_of(certificate), "correct", certificate) is may


@pytest.mark.parametrize(
    "act",
    [
        lambda certificate, by: correct(certificate, by=by, name="Somebody Else", reason="mine now"),
        lambda certificate, by: revoke(certificate, by=by, public_reason="spite", private_reason=""),
        lambda certificate, by: reinstate(certificate, by=by, private_reason="please"),
    ],
    ids=ACTS,
)
def test_a_stranger_changes_nothing(act):
    certificate = issued()

    with pytest.raises(PermissionDenied):
        act(certificate, UserFactory())

    assert [event.kind for event in CertificateEvent.objects.all()] == ["issued"]
