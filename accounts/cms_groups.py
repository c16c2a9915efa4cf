"""What Wagtail calls the people of a role. Membership is derived from grants, never given by hand."""

from .models import Role

GROUPS = {
    Role.INSTRUCTOR: "Instructors",
    Role.REVIEWER: "Reviewers",
    Role.REGISTRAR: "Registrars",
    Role.ADMINISTRATOR: "Administrators",
}
# Who holds one of these over one course is in a group of that course, which may touch its pages and files alone.
OF_A_COURSE = {
    Role.INSTRUCTOR: "Instructors of ",
    Role.REVIEWER: "Reviewers of ",
    Role.ADMINISTRATOR: "Administrators of ",
}


def group_of(role: Role, scope: str) -> str:
    """The name of the group that a grant puts a person into. Empty: none."""
    if role in OF_A_COURSE and scope:
        return OF_A_COURSE[role] + scope if scope.startswith("course:") else ""
    return GROUPS.get(role, "")


def of_a_course(name: str) -> tuple[Role, str] | None:
    """The role and the scope that a group is of. None: it is of no one course."""
    for role, beginning in OF_A_COURSE.items():
        if name.startswith(f"{beginning}course:"):
            return role, name.removeprefix(beginning)
    return None


def is_ours(name: str) -> bool:
    return name in GROUPS.values() or of_a_course(name) is not None
