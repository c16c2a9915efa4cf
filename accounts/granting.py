"""Giving and taking roles. Every change is a row with a reason, an audit event, and CMS groups that follow."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from .auditing import audit
from .cms_groups import GROUPS, group_of, is_ours, of_a_course
from .grouping import sync_group_of
from .models import Grant, Role, User


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
    what = {"person": person, "role": role, "scope": scope, "ends_at": ends_at}
    how = {"granted_by": by, "reason": reason, "starts_at": starts_at or timezone.now()}
    if ends_at is None:
        given, made = Grant.objects.get_or_create(**what, revoked_at=None, defaults=how)
        if not made:
            return given
    else:
        given = Grant.objects.create(**what, **how)
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
    wanted, there = wanted_groups(person), ours(person)
    person.groups.remove(*(group for group in there if group.name not in wanted))
    missing = wanted - {group.name for group in there}
    person.groups.add(*(named_group(name) for name in sorted(missing)))


def wanted_groups(person: User) -> set[str]:
    """The names of the groups that a person belongs in now."""
    if not person.is_active:
        return set()
    held = Grant.objects.live().of(person).values_list("role", "scope")
    names = {group_of(Role(role), scope) for role, scope in held}
    if person.is_superuser:
        names.add(GROUPS[Role.ADMINISTRATOR])
    return names - {""}


def ours(person: User) -> list[Group]:
    return [group for group in person.groups.all() if is_ours(group.name)]


def named_group(name: str) -> Group:
    """The group of a role, or of a role over a course, which is made when somebody first holds that."""
    if found := of_a_course(name):
        return sync_group_of(*found)
    return Group.objects.get_or_create(name=name)[0]


def sync_ended() -> int:
    """Take the CMS groups from those whose grants ended by themselves. Returns how many people changed."""
    changed = 0
    for person in User.objects.filter(groups__isnull=False).distinct():
        if wanted_groups(person) != {group.name for group in ours(person)}:
            sync_access(person)
            changed += 1
    return changed
