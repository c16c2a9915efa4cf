"""What the editor of a reflection offers. Pure."""

from quizzes.kinds.editing import Column, Schema, Table

SCHEMA = Schema(
    fields=(Column("least_words", "Words asked for", usual="0", required=False),),
    tables=(
        Table(
            "rubric",
            "Rubric",
            "criterion",
            (
                Column("text", "What you look for", "prose"),
                Column("points", "Points", usual="1", required=False),
            ),
            least=3,
            help="Learners see it with their mark, not before.",
        ),
    ),
)
