"""A person shares where their renewals stand with an employer, declines, or takes it back. Every answer is kept."""

from django.db import transaction

from .auditing import audit
from .models import Answer, Consent, Invitation, Membership, User

# A change of what is shared is a new version. Whoever agreed to an older one goes on sharing what that one said.
TERMS = 2
COURSES_ASKED = 2  # from this version on, an employer is told whether a course that it asked for is finished
SHARED = (
    "The states you list a license in",
    "How many CE hours you have toward each renewal, how many are still owed, and by when",
    "How many of these hours you earned here, and how many you brought from elsewhere",
    "Whether you have finished a course that they asked you to take, once you finish it while you share",
)
NEVER_SHARED = (
    "your license numbers",
    "which other courses you take",
    "your answers and scores",
    "your notes",
    "when and how long you read",
)


class Closed(ValueError):
    """The employer took the invitation back, or there is nothing to withdraw."""


class SharedAlready(ValueError):
    """The person answered another invitation of the same employer."""


@transaction.atomic
def answer(invitation: Invitation, person: User, given: Answer) -> Consent:
    """Append an answer. The same answer to the same terms is one. Raises Closed, SharedAlready and PermissionError."""
    invitation = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
    if invitation.person_id not in (None, person.pk):
        raise PermissionError("somebody else answered this invitation")
    latest = invitation.consents.order_by("-sequence").first()
    if latest and latest.answer == given and (given != Answer.SHARED or latest.terms == TERMS):
        return latest
    shares = latest is not None and latest.answer == Answer.SHARED
    impossible = {Answer.WITHDRAWN: not shares, Answer.DECLINED: shares, Answer.SHARED: False}[given]
    if impossible or (invitation.ended_at and given != Answer.WITHDRAWN):
        raise Closed
    if invitation.person_id is None:
        bind(invitation, person)
    consent = invitation.consents.create(
        sequence=latest.sequence + 1 if latest else 1, answer=given, terms=TERMS
    )
    if given == Answer.SHARED:
        Membership.objects.get_or_create(
            organisation_id=invitation.organisation_id, person=person, left_at=None
        )
    audit(person, f"sharing {given}", invitation, terms=TERMS)
    return consent


def bind(invitation: Invitation, person: User) -> None:
    """From the first answer on, the invitation is theirs, whatever becomes of the address."""
    others = Invitation.objects.open().filter(organisation=invitation.organisation_id, person=person)
    if others.exists():
        raise SharedAlready
    invitation.person = person
    invitation.save(update_fields=["person"])
