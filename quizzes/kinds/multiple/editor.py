"""What the editor of a multiple response offers. Pure."""

from quizzes.kinds.bank_fields import Body
from quizzes.kinds.editing import FEEDBACK, WORTHS, Column, Schema, Table, evened

SCHEMA = Schema(
    fields=(
        Column(
            "scoring",
            "Scoring",
            "choice",
            "partial",
            (
                ("partial", "Each right one earns its share, each wrong one takes as much away"),
                ("all-or-nothing", "All right and no other, or nothing"),
            ),
        ),
    ),
    tables=(
        Table(
            "choices",
            "Choices",
            "choice",
            (Column("text", "Choice", "prose"), Column("worth", "Is", "choice", "wrong", WORTHS), FEEDBACK),
            least=5,
            verdicts=True,
            help="One or more are right. They are shuffled for each learner.",
        ),
    ),
)


def finish(body: Body, earlier: Body) -> Body:
    """Choices say their fraction all together, or none does."""
    return body | {"choices": evened(body.get("choices", []))}
