"""course.yaml → what a course says of itself."""

from . import yaml_nodes
from .problems import Report
from .sources import MODES, SCHEMA, Course, Instructor, Objective
from .yaml_nodes import Fields

OBJECTIVE = r"LO[1-9][0-9]?"


def read_course(file: str, text: str, folder: str, report: Report) -> Course | None:
    """The course, or None with problems reported. `folder` is the name of the folder it stands in."""
    report.course = folder
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return None
    fields.schema(SCHEMA)
    code = fields.word("code")
    if code and code != folder:
        report.add(fields.at("code"), "E201", f"the code is {code}, the folder is {folder}")
    policies = _policies(fields.mapping("policies"))
    course = Course(
        code=code,
        title=fields.text("title", limit=255),
        promise=fields.text("promise"),
        description=fields.markdown("description"),
        audience=fields.markdown("audience", default=""),
        prerequisites=fields.markdown("prerequisites", default=""),
        medium=fields.text("medium"),
        mode=fields.choice("mode", MODES, default=MODES[0]),
        price=fields.text("price", limit=40, default="Free"),
        reviewed=fields.date("reviewed"),
        review_by=fields.date("review_by"),
        instructors=tuple(_instructor(item) for item in fields.mappings("instructors")),
        disclosure=fields.markdown("disclosure"),
        refund=policies["refund"],
        cancellation=policies["cancellation"],
        grievance=policies["grievance"],
        accessibility=policies["accessibility"],
        objectives=_objectives(fields),
        requires=_requires(fields),
        acknowledge=fields.flag("acknowledge", default=True),
        address=_address(fields, code),
    )
    report.define("course", folder, fields.at("code"))
    report.define("address", course.address or code, fields.at("address" if course.address else "code"))
    check_review(fields, report)
    fields.finish()
    return course


def _requires(fields: Fields) -> tuple[str, ...]:
    """The codes of courses to complete first. In which order they are said, says nothing."""
    named = fields.words("requires")
    for code, place in named:
        fields.report.use("required course", code, place)
    return tuple(sorted({code for code, _ in named}))


def _address(fields: Fields, code: str) -> str:
    """Where the course's page stands, unless that is under its code."""
    said = fields.word("address", default="")
    return "" if said == code else said


def check_review(fields: Fields, report: Report) -> None:
    """The two dates of a review, wherever they stand."""
    reviewed, review_by = fields.date("reviewed"), fields.date("review_by")
    if review_by <= reviewed and reviewed != reviewed.min and review_by != review_by.min:
        report.add(fields.at("review_by"), "E202", f"review_by must come after {reviewed}")


def _instructor(fields: Fields) -> Instructor:
    instructor = Instructor(
        name=fields.text("name", limit=120),
        credentials=fields.text("credentials", limit=120, default=""),
        biography=fields.markdown("bio", default=""),
    )
    fields.finish()
    return instructor


def _policies(fields: Fields | None) -> dict[str, str]:
    names = ("refund", "cancellation", "grievance", "accessibility")
    if fields is None:
        return dict.fromkeys(names, "")
    policies = {name: fields.markdown(name) for name in names}
    fields.finish()
    return policies


def _objectives(fields: Fields) -> tuple[Objective, ...]:
    objectives: list[Objective] = []
    for item in fields.mappings("objectives"):
        objective = Objective(
            id=item.pattern("id", OBJECTIVE, "LO1, LO2, …"),
            bloom=item.text("bloom", limit=30),
            statement=item.text("statement", limit=300),
        )
        item.finish()
        item.report.define("objective", objective.id, item.at("id"), item.report.course)
        if objective.statement and not objective.statement.lower().startswith(f"{objective.bloom.lower()} "):
            message = f"{objective.id}: the statement begins with its verb, `{objective.bloom}`"
            item.report.add(item.at("statement"), "E211", message)
        objectives.append(objective)
    return tuple(objectives)
