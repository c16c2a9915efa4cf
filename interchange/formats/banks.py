"""A bank's YAML → its questions."""

from typing import Any

from interchange.identities import Names
from quizzes import kinds

from . import advice, yaml_nodes
from .course_yaml import OBJECTIVE
from .problems import Report
from .sources import LEVELS, SCHEMA, Bank, Question
from .yaml_nodes import Fields


def read_bank(file: str, text: str, name: str, report: Report) -> tuple[Bank, list[Question]] | None:
    """The bank and its questions, or None with problems reported. `name` is the file's, without .yaml."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return None
    fields.schema(SCHEMA)
    code = fields.word("bank")
    if code and code != name:
        report.add(fields.at("bank"), "E108", f"the bank is {code}, the file is {name}.yaml")
    bank = Bank(
        code=code,
        title=fields.text("title"),
        course=fields.word("course", default=code),
        parent=fields.word("parent", default=""),
    )
    if bank.parent:
        report.use("bank", bank.parent, fields.at("parent"))
    report.course = bank.course
    report.define("bank", bank.code, fields.at("bank"))
    report.use("course", bank.course, fields.at("course" if fields.has("course") else "bank"))
    questions: list[Question] = []
    seen: set[str] = set()
    for item in fields.mappings("questions", required=False):
        question = _question(item, bank, report)
        if question.id in seen:
            report.add(item.at("id"), "E025", f"{question.id} stands twice in this bank")
        seen.add(question.id)
        questions.append(question)
    fields.finish()
    advice.advise_bank(questions, fields.at("questions"), report)
    return bank, questions


def _question(fields: Fields, bank: Bank, report: Report) -> Question:
    found = len(report.found)
    name = fields.label = fields.word("id")
    kind = fields.choice("type", kinds.names())
    question = Question(
        course=bank.course,
        bank=bank.code,
        id=name,
        kind=kind,
        objective=fields.pattern("objective", OBJECTIVE, "LO1, LO2, …"),
        bloom=fields.choice("bloom", LEVELS, default=""),
        answered_in=fields.text("answered_in", limit=130, default=""),
        references=tuple(key for key, _ in fields.words("references")),
        tags=_tags(fields, report),
        must_pass=fields.flag("must_pass", default=False),
        stem=fields.markdown("stem"),
        body=_body(fields, kind),
        rationale=fields.markdown("rationale", default=""),
    )
    _use(fields, question, report)
    fields.finish()
    if not any(problem.refuses for problem in report.found[found:]):
        _check(question, fields, report)
        advice.advise_question(question, fields.at("stem"), report)
    return question


def _body(fields: Fields, kind: str) -> dict[str, Any]:
    """What the kind alone says. Of a kind that is not there, nothing more is said than that."""
    if kind in kinds.names():
        return kinds.bank(kind).read(fields)
    fields.skip(*fields.values)
    return {}


def _check(question: Question, fields: Fields, report: Report) -> None:
    try:
        kinds.rule(question.kind).check(payload_of(question))
    except ValueError as error:
        report.add(fields.place, "E110", f"{question.id}: {error}")


def payload_of(question: Question) -> kinds.Payload:
    """The question as its kind's rule reads it."""
    names = Names(question.bank, question.id)
    body = kinds.bank(question.kind).payload(question.body, names)
    return {"stem": question.stem, **body, "rationale": question.rationale}


def _tags(fields: Fields, report: Report) -> tuple[str, ...]:
    tags = fields.words("tags")
    for tag, place in tags:
        if not tag.strip() or len(tag) > 100:
            report.add(place, "E018", f"a tag has 1 to 100 characters, not {len(tag)}")
    return tuple(tag for tag, _ in tags)


def _use(fields: Fields, question: Question, report: Report) -> None:
    for key, place in fields.words("references"):
        report.use("reference", key, place)
    if question.objective:
        report.use("objective", question.objective, fields.at("objective"))
    if question.answered_in:
        report.use("lesson", question.answered_in, fields.at("answered_in"))


def read_question(name: str, value: object, report: Report) -> Question | None:
    """One question as it stands in a bank, in JSON, for one that is not loaded: what it names is not looked up."""
    fields = yaml_nodes.of_json(name, value, report)
    return _question(fields, Bank(code="unnamed", title="", course="unnamed"), report) if fields else None
