"""What the editor of a case offers. Pure."""

from quizzes.kinds import part_editor
from quizzes.kinds.bank_fields import Body
from quizzes.kinds.editing import Column, Schema, Table

from .rule import PART_KINDS

USUAL = "single"
SCHEMA = Schema(
    tables=(
        Table(
            "parts",
            "Questions about the case",
            "question",
            (Column("stem", "Question", "prose"), *part_editor.columns(PART_KINDS, "")),
            least=2,
        ),
    )
)


def begin(body: Body) -> Body:
    return body | {"parts": part_editor.begin(body["parts"], USUAL)}


def finish(body: Body, earlier: Body) -> Body:
    return {"parts": part_editor.finish(body.get("parts", []), earlier.get("parts", []), USUAL)}
