"""Who may do what. Whatever is not named here is refused.

Roles are grants with a scope and an end, read when they are needed, so that a grant that ended opens nothing.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from .models import Grant, GrantQuerySet, Membership, Organisation, ProfessionalLicence, Role, User

# By action and the object's label: who may. Each app that has objects has a table of its own.
type Rules = dict[tuple[str, str], Callable[..., bool]]

# A second factor is required of these, and these alone may ever see the CMS (auditors may not).
STAFF = frozenset({Role.INSTRUCTOR, Role.REVIEWER, Role.REGISTRAR, Role.AUDITOR, Role.ADMINISTRATOR})
CMS = STAFF - {Role.AUDITOR}
# Who keeps the records of everybody but themselves.
KEEPERS = frozenset({Role.REGISTRAR, Role.ADMINISTRATOR})

# Who may give which role to somebody else. Nobody gives a role above their own, or any role to themselves.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.REGISTRAR: frozenset({Role.LEARNER, Role.EMPLOYER}),
}


def roles(user: User | AnonymousUser, scope: str = "") -> frozenset[Role]:
    """The roles a person holds now over the whole site, and over `scope` when it is given.

    Every active person is a learner. A superuser is an administrator.
    """
    return held(user, Grant.objects.filter(scope__in={"", scope}))


def roles_anywhere(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles a person holds now over anything at all: for doors that stand before any one thing."""
    return held(user, Grant.objects.all())


def held(user: User | AnonymousUser, grants: GrantQuerySet) -> frozenset[Role]:
    if isinstance(user, AnonymousUser) or not user.is_active:
        return frozenset()
    always = {Role.LEARNER, Role.ADMINISTRATOR} if user.is_superuser else {Role.LEARNER}
    return frozenset(Role(role) for role in grants.live().of(user).values_list("role", flat=True)) | always


def is_staff(user: User | AnonymousUser) -> bool:
    return bool(roles_anywhere(user) & STAFF)


def may_open_cms(user: User | AnonymousUser) -> bool:
    return bool(roles_anywhere(user) & CMS)


def can(user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Whether a person may do `action` to `obj`."""
    return decide(RULES, user, action, obj)


def decide(rules: Rules, user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Ask an app's rules. An action without a rule is refused to everybody, and everything to the deactivated."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return False
    rule = rules.get((action, obj._meta.label))
    return rule is not None and rule(user, obj)


def holds(licence: Model, user: User) -> bool:
    return isinstance(licence, ProfessionalLicence) and licence.holder_id == user.pk


def works_for(user: User, organisation: Organisation) -> bool:
    return Membership.objects.filter(person=user, organisation=organisation, left_at=None).exists()


def may_grant(user: User, grant: Grant) -> bool:
    """`grant` need not be saved yet. Scoped administrators grant within their scope only."""
    if grant.person_id == user.pk:
        return False
    return any(Role(grant.role) in GRANTABLE.get(role, ()) for role in roles(user, grant.scope))


RULES: Rules = {
    ("remove", "accounts.ProfessionalLicence"): lambda user, licence: holds(licence, user),
    ("view", "accounts.Organisation"): lambda user, organisation: (
        works_for(user, organisation) or bool(roles(user, organisation.scope) & (KEEPERS | {Role.EMPLOYER}))
    ),
    ("grant", "accounts.Grant"): may_grant,
    ("revoke", "accounts.Grant"): may_grant,
    ("read", "accounts.AuditEvent"): lambda user, event: (
        event.actor_id == user.pk or bool(roles(user) & {Role.REGISTRAR, Role.AUDITOR, Role.ADMINISTRATOR})
    ),
    ("view", "accounts.Mail"): lambda user, mail: (
        mail.recipient_id == user.pk or bool(roles(user) & {Role.REGISTRAR, Role.AUDITOR, Role.ADMINISTRATOR})
    ),
}
