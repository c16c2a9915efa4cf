"""What the editor of a short answer offers. Pure."""

from quizzes.kinds.editing import FEEDBACK, FRACTION, Column, Schema, Table

SCHEMA = Schema(
    fields=(Column("case", "Capitals count", "choice", "no", (("no", "No"), ("yes", "Yes"))),),
    tables=(
        Table(
            "answers",
            "Accepted answers",
            "answer",
            (Column("text", "Answer"), FRACTION, FEEDBACK),
            least=2,
            has_keys=False,
            help="The first that fits counts. * stands for any letters.",
        ),
    ),
)
