"""Giving and taking roles. Every change is a row with a reason, an audit event, and CMS groups that follow."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from .auditing import audit
from .models import Grant, Role, User
from .policy import roles_anywhere

# What Wagtail calls the people of a role. Membership is derived from grants, never given by hand.
GROUPS = {
    Role.INSTRUCTOR: "Instructors",
    Role.REVIEWER: "Reviewers",
    Role.REGISTRAR: "Registrars",
    Role.ADMINISTRATOR: "Administrators",
}


class NotYourself(ValueError):
    """Nobody gives a role to themselves, or takes one from themselves."""


@transaction.atomic
def grant(
    person: User,
    role: Role | str,
    *,
    by: User | None,
    reason: str,
    scope: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give a role. An open grant of the same role over the same scope is returned as it is.

    `by` is None for the system itself. Raises NotYourself, and IntegrityError for an empty reason.
    """
    if by is not None and by.pk == person.pk:
        raise NotYourself
    start = starts_at or timezone.now()
    if ends_at is None:
        given, made = Grant.objects.get_or_create(
            person=person,
            role=role,
            scope=scope,
            revoked_at=None,
            ends_at=None,
            defaults={"granted_by": by, "reason": reason, "starts_at": start},
        )
        if not made:
            return given
    else:
        given = Grant.objects.create(
            person=person,
            role=role,
            scope=scope,
            granted_by=by,
            reason=reason,
            starts_at=start,
            ends_at=ends_at,
        )
    audit(by, "role granted", given, reason=reason, role=str(role), scope=scope, person=person.pk)
    sync_access(person)
    return given


@transaction.atomic
def revoke(given: Grant, *, by: User | None, reason: str) -> Grant:
    """Take a role back. Taking it twice changes nothing. Raises NotYourself."""
    if by is not None and by.pk == given.person_id:
        raise NotYourself
    given = Grant.objects.select_for_update().get(pk=given.pk)
    if given.revoked_at:
        return given
    given.revoked_at, given.revoked_by, given.revoked_reason = timezone.now(), by, reason
    given.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    audit(
        by, "role revoked", given, reason=reason, role=given.role, scope=given.scope, person=given.person_id
    )
    sync_access(given.person)
    return given


def sync_access(person: User) -> None:
    """Make a person's CMS groups say what their live grants say."""
    held = roles_anywhere(person)
    groups = Group.objects.filter(name__in=GROUPS.values())
    wanted = {GROUPS[role] for role in held if role in GROUPS}
    person.groups.remove(*(group for group in groups if group.name not in wanted))
    person.groups.add(*(group for group in groups if group.name in wanted))


def sync_ended() -> int:
    """Take the CMS groups from those whose grants ended by themselves. Returns how many people changed."""
    changed = 0
    for person in User.objects.filter(groups__name__in=GROUPS.values()).distinct():
        wanted = {GROUPS[role] for role in roles_anywhere(person) if role in GROUPS}
        if wanted != set(person.groups.filter(name__in=GROUPS.values()).values_list("name", flat=True)):
            sync_access(person)
            changed += 1
    return changed
