"""Plain values → the canonical text of their file. Reading it back gives equal values."""

from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any

import yaml

from .course_markdown import OPENING
from .sources import (
    PLACEMENTS,
    PROMPTS,
    SCHEMA,
    Attestation,
    Audio,
    Bank,
    Block,
    Callout,
    Check,
    Claim,
    ClosingWords,
    Course,
    Download,
    Evaluation,
    Figure,
    Lesson,
    Pool,
    Question,
    Quiz,
    Reference,
    Step,
    Table,
    Term,
    Text,
    Video,
)


def write_course(course: Course) -> str:
    return _yaml(
        _mapping(
            ("schema", _line(SCHEMA)),
            ("code", _line(course.code)),
            *_optional("address", course.address, _line),
            ("title", _line(course.title)),
            ("promise", _line(course.promise)),
            ("description", _markdown(course.description)),
            *_optional("audience", course.audience, _line_or_markdown),
            *_optional("prerequisites", course.prerequisites, _markdown),
            *([("requires", _words(course.requires))] if course.requires else []),
            ("medium", _line(course.medium)),
            ("mode", _line(course.mode)),
            ("price", _line(course.price)),
            ("reviewed", _line(course.reviewed.isoformat())),
            ("review_by", _line(course.review_by.isoformat())),
            (
                "instructors",
                _list(
                    _mapping(
                        ("name", _line(instructor.name)),
                        *_optional("credentials", instructor.credentials, _line),
                        *_optional("bio", instructor.biography, _markdown),
                    )
                    for instructor in course.instructors
                ),
            ),
            ("disclosure", _markdown(course.disclosure)),
            *_unless("acknowledge", course.acknowledge, True),
            ("policies", _policies(course)),
            ("objectives", _objectives(course)),
        )
    )


def _policies(course: Course) -> yaml.Node:
    names = ("refund", "cancellation", "grievance", "accessibility")
    return _mapping(*((name, _markdown(getattr(course, name))) for name in names))


def _objectives(course: Course) -> yaml.Node:
    return _list(
        _mapping(
            ("id", _line(objective.id)),
            ("bloom", _line(objective.bloom)),
            ("statement", _line(objective.statement)),
        )
        for objective in course.objectives
    )


def write_step(step: Step) -> str:
    writers: dict[type, Callable]
    writers = {Lesson: _lesson, Quiz: _quiz, Evaluation: _evaluation, Attestation: _attestation}
    return writers[type(step)](step)


def _lesson(lesson: Lesson) -> str:
    front = _mapping(
        ("id", _line(lesson.id)),
        ("title", _line(lesson.title)),
        *_optional("summary", lesson.summary, _line),
        *([("objectives", _words(sorted(lesson.objectives, key=_number)))] if lesson.objectives else []),
        *_unless("required", lesson.required, True),
    )
    return _file(front, "\n\n".join(_block(block) for block in lesson.blocks))


def _number(objective: str) -> int:
    return int(objective.removeprefix("LO"))


def _block(block: Block) -> str:
    if isinstance(block, Claim):
        return f"```claim\n{_yaml(_claim(block))}```"
    writers: dict[type, Callable] = {
        Callout: _callout,
        Check: _check,
        Figure: _figure,
        Table: _table,
        Download: _download,
        Video: _recorded,
        Audio: _recorded,
    }
    if type(block) in writers:
        return f"```{type(block).__name__.lower()}\n{_yaml(writers[type(block)](block))}```"
    if not isinstance(block, Text):
        raise TypeError(type(block))
    if block.key == OPENING or block.text.startswith("## "):
        return block.text
    return f"{{#{block.key}}}\n\n{block.text}"


def _claim(claim: Claim) -> yaml.Node:
    return _mapping(
        ("key", _line(claim.key)),
        *([("placement", _line(claim.placement))] if claim.placement != PLACEMENTS[0] else []),
        ("statement", _line(claim.statement)),
        ("verdict", _line(claim.verdict)),
        ("certainty", _line(claim.certainty)),
        *_optional("measured", claim.measured, _markdown),
        ("citations", _words(claim.citations)),
        ("reviewed", _line(claim.reviewed.isoformat())),
        ("review_by", _line(claim.review_by.isoformat())),
    )


def _callout(block: Callout) -> yaml.Node:
    return _mapping(
        ("key", _line(block.key)),
        ("kind", _line(block.kind)),
        ("title", _line(block.title)),
        ("text", _markdown(block.text)),
    )


def _figure(block: Figure) -> yaml.Node:
    return _mapping(
        ("key", _line(block.key)),
        ("image", _line(block.image)),
        ("alt", _line(block.alt)),
        *_optional("caption", block.caption, _markdown),
        *_optional("description", block.description, _markdown),
        ("credit", _line(block.credit)),
        ("license", _line(block.licence)),
    )


def _table(block: Table) -> yaml.Node:
    return _mapping(
        ("key", _line(block.key)),
        ("caption", _line(block.caption)),
        *([("row_headers", _line("yes"))] if block.row_headers else []),
        ("table", _markdown(block.table)),
    )


def _download(block: Download) -> yaml.Node:
    return _mapping(
        ("key", _line(block.key)),
        ("document", _line(block.document)),
        ("title", _line(block.title)),
        *_optional("text", block.text, _markdown),
    )


def _recorded(block: Video | Audio) -> yaml.Node:
    return _mapping(
        ("key", _line(block.key)),
        ("recording", _line(block.recording)),
        ("title", _line(block.title)),
        ("captions", _markdown(block.captions)),
        ("transcript", _markdown(block.transcript)),
        ("credit", _line(block.credit)),
        ("license", _line(block.licence)),
        *_unless("described", getattr(block, "described", False), False),
    )


def _check(block: Check) -> yaml.Node:
    return _mapping(("key", _line(block.key)), ("question", _line(block.question)))


def write_glossary(terms: Iterable[Term]) -> str:
    return _yaml(
        _mapping(
            ("schema", _line(SCHEMA)),
            (
                "terms",
                _list(
                    _mapping(
                        ("key", _line(term.key)),
                        ("term", _line(term.term)),
                        ("definition", _line_or_markdown(term.definition)),
                    )
                    for term in terms
                ),
            ),
        )
    )


def _quiz(quiz: Quiz) -> str:
    front = _mapping(
        ("id", _line(quiz.id)),
        ("title", _line(quiz.title)),
        ("kind", _line("quiz")),
        *_unless("required", quiz.required, True),
        *_unless("preset", quiz.preset, "post-test"),
        *_unless("pass_mark", quiz.pass_mark, None),
        ("attempts", _line(str(quiz.attempts))),
        *_unless("time_limit", quiz.time_limit, 0),
        *_unless("cool_down", quiz.cool_down, 0),
        *_unless("reveal", quiz.reveal, ""),
        *_unless("confidence", quiz.confidence, False),
        *_unless("shuffle_questions", quiz.shuffles_questions, True),
        *_unless("shuffle_options", quiz.shuffles_options, True),
        *([("questions", _list(map(_line, quiz.questions)))] if quiz.questions else []),
        *([("pools", _list(map(_pool, quiz.pools)))] if quiz.pools else []),
        *([("feedback", _list(map(_closing_words, quiz.feedback)))] if quiz.feedback else []),
    )
    return _file(front, quiz.introduction)


def _pool(pool: Pool) -> yaml.Node:
    return _mapping(
        ("bank", _line(pool.bank)),
        *_optional("objective", pool.objective, _line),
        *_optional("tag", pool.tag, _line),
        ("draw", _line(str(pool.draw))),
        *_unless("safety", pool.safety, 0),
        is_inline=True,
    )


def _closing_words(words: ClosingWords) -> yaml.Node:
    return _mapping(
        ("at_least", _line(str(words.at_least))),
        *_optional("objective", words.objective, _line),
        ("text", _markdown(words.text)),
    )


def _attestation(step: Attestation) -> str:
    front = _mapping(
        ("id", _line(step.id)),
        ("title", _line(step.title)),
        ("kind", _line("attestation")),
        *_unless("required", step.required, True),
    )
    return _file(front, step.statement)


def _evaluation(step: Evaluation) -> str:
    words = {kind: word for word, kind in PROMPTS.items()}
    front = _mapping(
        ("id", _line(step.id)),
        ("title", _line(step.title)),
        ("kind", _line("evaluation")),
        *_unless("required", step.required, True),
        *_optional("introduction", step.introduction, _line),
        (
            "questions",
            _list(
                _mapping(("key", _line(each.key)), (words[each.kind], _line(each.prompt)))
                for each in step.prompts
            ),
        ),
    )
    return f"---\n{_yaml(front)}---\n"


def write_bank(bank: Bank, questions: Sequence[Question]) -> str:
    return _yaml(
        _mapping(
            ("schema", _line(SCHEMA)),
            ("bank", _line(bank.code)),
            ("title", _line(bank.title)),
            *([("course", _line(bank.course))] if bank.course != bank.code else []),
            *_optional("parent", bank.parent, _line),
            *([("questions", _list(map(_question, questions)))] if questions else []),
        )
    )


def _question(question: Question) -> yaml.Node:
    return _mapping(
        ("id", _line(question.id)),
        ("type", _line(question.kind)),
        ("objective", _line(question.objective)),
        *_optional("bloom", question.bloom, _line),
        *_optional("answered_in", question.answered_in, _line),
        *([("references", _words(question.references))] if question.references else []),
        *([("tags", _words(sorted(question.tags)))] if question.tags else []),
        ("must_pass", _line("yes" if question.must_pass else "no")),
        *((name, _value(said)) for name, said in question.body.items() if isinstance(said, str)),
        ("stem", _markdown(question.stem)),
        *((name, _value(said)) for name, said in question.body.items() if not isinstance(said, str)),
        *_optional("rationale", question.rationale, _markdown),
    )


def _value(said: Any) -> yaml.Node:
    """What a kind says of itself: text, and lists and mappings of it."""
    if isinstance(said, str):
        return _line_or_markdown(said)
    if isinstance(said, dict):
        return _mapping(*((name, _value(each)) for name, each in said.items()))
    return _list(_value(each) for each in said)


def write_bibliography(references: Iterable[Reference]) -> str:
    """The entries as they were written: a library keeps what we do not read."""
    return "\n\n".join(reference.bibtex for reference in references) + "\n"


def _file(front: yaml.Node, body: str) -> str:
    return f"---\n{_yaml(front)}---\n{body}\n"


class _Emitter(yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.resolver.BaseResolver):
    """YAML with lists indented below their field, and long lines left whole."""

    def __init__(self, stream) -> None:  # type: ignore[no-untyped-def]
        yaml.emitter.Emitter.__init__(self, stream, width=1 << 30, allow_unicode=True)
        yaml.serializer.Serializer.__init__(self)
        yaml.resolver.BaseResolver.__init__(self)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _yaml(node: yaml.Node) -> str:
    stream = StringIO()
    emitter = _Emitter(stream)
    emitter.open()
    emitter.serialize(node)
    emitter.close()
    return stream.getvalue()


def _mapping(*pairs: tuple[str, yaml.Node], is_inline: bool = False) -> yaml.Node:
    nodes = [(_line(name), value) for name, value in pairs]
    return yaml.MappingNode("tag:yaml.org,2002:map", nodes, flow_style=is_inline)


def _list(items: Iterable[yaml.Node], *, is_inline: bool = False) -> yaml.Node:
    return yaml.SequenceNode("tag:yaml.org,2002:seq", list(items), flow_style=is_inline)


def _words(words: Iterable[str]) -> yaml.Node:
    return _list((_line(word) for word in words), is_inline=True)


def _line(text: str) -> yaml.Node:
    """Without quotes where YAML allows it; in double quotes unless the text holds some itself."""
    analysis = yaml.emitter.Emitter(StringIO(), allow_unicode=True).analyze_scalar(text)
    is_plain = analysis.allow_block_plain or '"' in text or "\\" in text
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


def _markdown(text: str) -> yaml.Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", f"{text}\n", style="|")


def _line_or_markdown(text: str) -> yaml.Node:
    return _markdown(text) if "\n" in text else _line(text)


def _unless(name: str, value: object, usual: object) -> list[tuple[str, yaml.Node]]:
    """A field, left out where it says what is so without it."""
    if value == usual:
        return []
    said = ("no", "yes")[value] if isinstance(value, bool) else str(value)
    return [(name, _line(said))]


def _optional(name: str, text: str, node: Callable[[str], yaml.Node]) -> list[tuple[str, yaml.Node]]:
    return [(name, node(text))] if text else []
