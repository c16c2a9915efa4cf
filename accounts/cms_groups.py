"""What Wagtail calls the people of a role. Membership is derived from grants, never given by hand."""

from .models import Role

GROUPS = {
    Role.INSTRUCTOR: "Instructors",
    Role.REVIEWER: "Reviewers",
    Role.REGISTRAR: "Registrars",
    Role.ADMINISTRATOR: "Administrators",
}
# Who teaches one course is in the group of that course, which may touch its pages and files alone.
OF_A_COURSE = "Instructors of "


def group_of(role: Role, scope: str) -> str:
    """The name of the group that a grant puts a person into. Empty: none."""
    if role == Role.INSTRUCTOR and scope.startswith("course:"):
        return OF_A_COURSE + scope
    return GROUPS.get(role, "")


def is_ours(name: str) -> bool:
    return name in GROUPS.values() or name.startswith(OF_A_COURSE)
