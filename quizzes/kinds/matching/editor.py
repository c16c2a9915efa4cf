"""What the editor of a matching offers. Pure."""

from quizzes.kinds.editing import Column, Schema, Table

SCHEMA = Schema(
    tables=(
        Table(
            "rows",
            "Rows",
            "row",
            (Column("text", "Row", "prose"), Column("answer", "Its answer", "prose")),
            least=3,
        ),
        Table(
            "distractors",
            "Answers of no row",
            "answer",
            (Column("text", "Answer", "prose"),),
            least=1,
        ),
    )
)
