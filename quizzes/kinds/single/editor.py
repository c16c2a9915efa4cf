"""What the editor of a single choice offers. Pure."""

from quizzes.kinds.editing import FEEDBACK, WORTHS, Column, Schema, Table

SCHEMA = Schema(
    tables=(
        Table(
            "choices",
            "Choices",
            "choice",
            (Column("text", "Choice", "prose"), Column("worth", "Is", "choice", "wrong", WORTHS), FEEDBACK),
            least=4,
            verdicts=True,
            help="One is right. They are shuffled for each learner.",
        ),
    )
)
