"""What one file says of another: every name that is used must be defined somewhere."""

from json import loads

from .problems import Report, Use
from .sources import Library

MISSING = {
    "reference": ("E501", "no reference `{}` in references.bib"),
    "evidence": ("E507", "no reference `{}` in references.bib"),
    "objective": ("E502", "the course has no objective {}"),
    "bank": ("E505", "no bank `{}` in banks/"),
    "term": ("E509", "no term `{}` in glossary.yaml"),
    "course": ("E506", "no course `{}`: name it in the bank's field `course`"),
}
OF_A_COURSE = ("objective", "lesson", "block")


def check(library: Library, report: Report) -> None:
    """Resolve every use. Call it when each file by itself is in order: a file that fell out defines nothing."""
    for use in report.uses:
        if use.kind in OF_A_COURSE and not report.defines("course", use.course, ""):
            continue  # said once, by the bank that names the course
        if use.kind == "lesson":
            _check_lesson(use, report)
        elif use.kind == "claim":
            if not report.defines("claim", use.name, ""):
                key = use.name.partition("#")[2]
                report.add(use.place, "E511", f"this lesson has no claim `{key}`")
        elif use.kind == "medium":
            _check_medium(use, report)
        elif use.kind == "pool":
            _check_pool(use, library, report)
        elif use.kind == "required course":
            if not report.defines("course", use.name, ""):
                message = f"no course `{use.name}` in courses/: export it first, or take it out"
                report.add(use.place, "E512", message)
        elif use.kind == "fixed question":
            _check_fixed(use, library, report)
        elif not report.defines(use.kind if use.kind != "evidence" else "reference", use.name, _course(use)):
            code, message = MISSING[use.kind]
            report.add(use.place, code, message.format(use.name))
    _check_tree(library, report)
    _check_circles(library, report)
    _advise(library, report)


def _check_tree(library: Library, report: Report) -> None:
    """No bank stands under itself, by whatever way round."""
    parents = {bank.code: bank.parent for bank in library.banks}
    for code in parents:
        above, at = set[str](), parents[code]
        while at and at not in above and at != code:
            above.add(at)
            at = parents.get(at, "")
        if at == code:
            message = f"bank {code} stands under itself, by way of {parents[code]}"
            report.add(report.defined["bank", code, ""], "E112", message)


def _check_circles(library: Library, report: Report) -> None:
    """A course that asks for itself first, by whatever way round, could never be begun."""
    requires = {course.code: course.requires for course in library.courses}
    for code, first in requires.items():
        waiting, seen = list(first), set[str]()
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += requires.get(at, ())
        if code in seen:
            message = f"course {code} asks for itself first, by way of {', '.join(first)}"
            report.add(report.defined["course", code, ""], "E218", message)


def _course(use: Use) -> str:
    return use.course if use.kind in OF_A_COURSE else ""


def _check_lesson(use: Use, report: Report) -> None:
    lesson, _, block = use.name.partition("#")
    if not report.defines("lesson", lesson, use.course):
        report.add(use.place, "E503", f"the course has no lesson `{lesson}`")
    elif block and not report.defines("block", use.name, use.course):
        report.add(use.place, "E504", f"lesson {lesson} has no block `{block}`")


def _check_medium(use: Use, report: Report) -> None:
    if not any(report.defines("medium", use.name, course) for course in (use.course, "")):
        report.add(use.place, "E510", f"no file `{use.name}` in the course's media/ or in media/")


def _check_pool(use: Use, library: Library, report: Report) -> None:
    bank, objective, tag, draw, safety = loads(use.name)
    held = [
        question
        for question in library.questions
        if question.bank == bank
        and objective in ("", question.objective)
        and (not tag or tag.lower() in {each.lower() for each in question.tags})
    ]
    is_known = not objective or report.defines("objective", objective, use.course)
    if not is_known or not report.defines("bank", bank, ""):
        return
    what = (f" for {objective}" if objective else "") + (f" tagged “{tag}”" if tag else "")
    if draw > len(held):
        report.add(use.place, "E210", f"the pool draws {draw}, bank {bank} has {len(held)}{what}")
    must_pass = sum(question.must_pass for question in held)
    if safety > min(draw, must_pass):
        message = f"the pool draws {draw} with {safety} safety questions, bank {bank} has {must_pass}{what}"
        report.add(use.place, "E217", message)


def _check_fixed(use: Use, library: Library, report: Report) -> None:
    if use.name not in {f"{question.bank}/{question.id}" for question in library.questions}:
        report.add(use.place, "E508", f"no question `{use.name}`: name it as bank/id")


def _advise(library: Library, report: Report) -> None:
    cited = {use.name for use in report.uses if use.kind == "reference"}
    for reference in library.references:
        if reference.key not in cited:
            place = report.defined["reference", reference.key, ""]
            report.add(place, "W501", f"{reference.key} is cited nowhere")
    shown = {use.name for use in report.uses if use.kind == "medium"}
    for (kind, name, _), place in report.defined.items():
        if kind == "medium" and name not in shown:
            report.add(place, "W503", f"{name} is shown nowhere")
    banks = {bank.code: bank.course for bank in library.banks}
    asked = {(banks[question.bank], question.objective) for question in library.questions}
    taught = {
        (step.course, objective) for step in library.steps for objective in getattr(step, "objectives", ())
    }
    for course in library.courses:
        for objective in course.objectives:
            place = report.defined["objective", objective.id, course.code]
            for covered, what in ((taught, "lesson"), (asked, "question")):
                if (course.code, objective.id) not in covered:
                    report.add(place, "W502", f"no {what} covers {objective.id}")
