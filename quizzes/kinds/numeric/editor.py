"""What the editor of a number offers. Pure."""

from quizzes.kinds.editing import FEEDBACK, FRACTION, Column, Schema, Table

SCHEMA = Schema(
    fields=(
        Column("unit_penalty", "A wrong unit costs", usual="0", required=False, help="0.1 is a tenth."),
        Column(
            "penalty_of",
            "Of",
            "choice",
            "response",
            (("response", "what the number earns"), ("question", "the whole question")),
        ),
    ),
    tables=(
        Table(
            "answers",
            "Accepted numbers",
            "number",
            (
                Column("value", "Number"),
                Column("tolerance", "Give or take", usual="0", required=False),
                FRACTION,
                FEEDBACK,
            ),
            least=1,
            has_keys=False,
            help="The first that fits counts.",
        ),
        Table(
            "units",
            "Units",
            "unit",
            (
                Column("unit", "Unit"),
                Column("multiplier", "Times", usual="1", required=False, help="Into the first unit."),
            ),
            least=0,
            has_keys=False,
            help="Leave empty where no unit is asked for.",
        ),
    ),
)
