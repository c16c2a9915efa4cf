"""Who may do what to what the house reports. Whatever is not named here is refused."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User
from accounts.policy import KEEPERS, Rules, decide, roles
from certificates.policy import leads


def keeps_records(user: User | AnonymousUser) -> bool:
    """Registrars and administrators of the whole site."""
    return bool(roles(user) & KEEPERS)


def require_keeper(request: HttpRequest) -> None:
    """Raises PermissionDenied for everybody who keeps no records."""
    if not keeps_records(request.user):
        raise PermissionDenied


def can(user: User | AnonymousUser, action: str, obj: Model) -> bool:
    """Whether a person may do `action` to `obj`."""
    return decide(RULES, user, action, obj)


RULES: Rules = {
    ("ask for courses", "accounts.Organisation"): leads,
    ("pack", "courses.Course"): lambda user, course: keeps_records(user),
    ("report", "courses.Course"): lambda user, course: keeps_records(user),
    ("read", "reports.Report"): lambda user, report: keeps_records(user),
    ("answer", "reports.Report"): lambda user, report: keeps_records(user),
}
