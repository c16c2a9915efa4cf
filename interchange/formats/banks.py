"""A bank's YAML → its questions."""

from collections import Counter

from . import advice, yaml_nodes
from .course_yaml import OBJECTIVE
from .problems import Place, Report
from .sources import KINDS, LEVELS, SCHEMA, SCORINGS, Bank, Choice, Question
from .yaml_nodes import Fields

OPTIONS = {"single": (4, 4), "multiple": (4, 6)}
SINGLE, MULTIPLE = KINDS


def read_bank(file: str, text: str, name: str, report: Report) -> tuple[Bank, list[Question]] | None:
    """The bank and its questions, or None with problems reported. `name` is the file's, without .yaml."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return None
    fields.schema(SCHEMA)
    code = fields.word("bank")
    if code and code != name:
        report.add(fields.at("bank"), "E108", f"the bank is {code}, the file is {name}.yaml")
    bank = Bank(code=code, title=fields.text("title"), course=fields.word("course", default=code))
    report.course = bank.course
    report.define("bank", bank.code, fields.at("bank"))
    report.use("course", bank.course, fields.at("course" if fields.has("course") else "bank"))
    questions: list[Question] = []
    seen: set[str] = set()
    for item in fields.mappings("questions"):
        question = _question(item, bank, report)
        if question.id in seen:
            report.add(item.at("id"), "E025", f"{question.id} stands twice in this bank")
        seen.add(question.id)
        questions.append(question)
    fields.finish()
    advice.advise_bank(questions, fields.at("questions"), report)
    return bank, questions


def _question(fields: Fields, bank: Bank, report: Report) -> Question:
    name = fields.word("id")
    kind = fields.choice("type", KINDS)
    found = len(report.found)
    choices = _choices(fields, report)
    are_whole = len(report.found) == found
    question = Question(
        course=bank.course,
        bank=bank.code,
        id=name,
        kind=kind,
        objective=fields.pattern("objective", OBJECTIVE, "LO1, LO2, …"),
        bloom=fields.choice("bloom", LEVELS),
        answered_in=fields.text("answered_in", limit=130),
        references=tuple(key for key, _ in fields.words("references", required=True)),
        tags=_tags(fields, report),
        must_pass=fields.flag("must_pass", default=False),
        stem=fields.markdown("stem"),
        choices=tuple(choice for choice, _ in choices),
        rationale=fields.markdown("rationale"),
        scoring=fields.choice("scoring", SCORINGS, default=SCORINGS[0]),
    )
    _use(fields, question, report)
    advice.advise_question(question, fields.at("stem"), report)
    if kind in OPTIONS and choices and are_whole:
        _check_choices(question, choices, fields, report)
    fields.finish()
    return question


def _tags(fields: Fields, report: Report) -> tuple[str, ...]:
    tags = fields.words("tags")
    for tag, place in tags:
        if not yaml_nodes.ID.fullmatch(tag):
            report.add(place, "E019", f"`{tag}` is not a tag: use [a-z0-9-]")
    return tuple(tag for tag, _ in tags)


def _use(fields: Fields, question: Question, report: Report) -> None:
    for key, place in fields.words("references"):
        report.use("reference", key, place)
    if question.objective:
        report.use("objective", question.objective, fields.at("objective"))
    if question.answered_in:
        report.use("lesson", question.answered_in, fields.at("answered_in"))


def _choices(fields: Fields, report: Report) -> list[tuple[Choice, Place]]:
    choices: list[tuple[Choice, Place]] = []
    for item in fields.mappings("choices"):
        key = item.pattern("key", "[a-z]", "one letter")
        is_right = item.has("right")
        if is_right == item.has("wrong"):
            report.add(item.place, "E102", f"choice {key}: give either `right` or `wrong`")
            item.taken |= {"right", "wrong", "feedback"}
            continue
        text = item.markdown("right" if is_right else "wrong", limit=1000)
        feedback = item.markdown("feedback")
        item.finish()
        if key in {choice.key for choice, _ in choices}:
            report.add(item.at("key"), "E025", f"choice {key} stands twice")
        choices.append((Choice(key, text, is_right, feedback), item.place))
    return choices


def _check_choices(
    question: Question, choices: list[tuple[Choice, Place]], fields: Fields, report: Report
) -> None:
    place = fields.at("choices")
    low, high = OPTIONS[question.kind]
    if not low <= len(choices) <= high:
        allowed = f"{low}" if low == high else f"{low} to {high}"
        message = f"{question.id}: {question.kind} has {allowed} options (found {len(choices)})"
        report.add(place, "E101", message)
    right = sum(choice.right for choice, _ in choices)
    if question.kind == SINGLE and right != 1:
        message = f"{question.id}: single needs exactly one full-credit choice (found {right})"
        report.add(place, "E104", message)
    if question.kind == MULTIPLE and not right:
        report.add(place, "E105", f"{question.id}: multiple needs at least one right choice")
    if question.kind == SINGLE and fields.has("scoring"):
        message = f"{question.id}: a single question is right or wrong; leave `scoring` out"
        report.add(fields.at("scoring"), "E107", message)
    counts = Counter(choice.text.casefold() for choice, _ in choices)
    for choice, at in choices:
        if counts[choice.text.casefold()] > 1:
            report.add(at, "E106", f"{question.id}: choice {choice.key} has the text of another")


def read_question(file: str, text: str, report: Report) -> Question | None:
    """One question as it stands in a bank, for one that is not loaded: what it names is not looked up."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    return _question(fields, Bank(code="unnamed", title="", course="unnamed"), report) if fields else None
