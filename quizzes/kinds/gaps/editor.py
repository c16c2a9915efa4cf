"""What the editor of a text with gaps offers. Pure."""

from quizzes.kinds import part_editor
from quizzes.kinds.bank_fields import Body
from quizzes.kinds.editing import Column, Schema, Table

from .rule import GAP_KINDS

USUAL = "short"
SCHEMA = Schema(
    tables=(
        Table(
            "gaps",
            "Gaps",
            "gap",
            (
                Column("mark", "Mark", help="Write [[a]] in the text where the gap a stands."),
                *part_editor.columns(GAP_KINDS, USUAL),
            ),
            least=2,
        ),
    )
)


def begin(body: Body) -> Body:
    marked = [{"mark": row["key"]} | row for row in body["gaps"]]
    return body | {"gaps": part_editor.begin(marked, USUAL)}


def finish(body: Body, earlier: Body) -> Body:
    rows = part_editor.finish(body.get("gaps", []), earlier.get("gaps", []), USUAL)
    return {
        "gaps": [
            {name: said for name, said in row.items() if (name, said) != ("mark", row["key"])} for row in rows
        ]
    }
