"""What the editor of places on a chart offers. Pure."""

from quizzes.kinds.editing import FEEDBACK, Column, Schema, Table

from .charts import CHARTS

SCHEMA = Schema(
    fields=(
        Column(
            "image", "Chart", "choice", "", tuple((name, chart.description) for name, chart in CHARTS.items())
        ),
    ),
    tables=(
        Table(
            "regions",
            "Places",
            "place",
            (
                Column("text", "Label", help="What it is called, and not whether it is right."),
                Column("worth", "Is", "choice", "wrong", (("wrong", "Wrong"), ("right", "Right"))),
                Column("area", "Area", help="circle 40,170;5 or rectangle 68,42;8,8, on a chart 100 by 217."),
                FEEDBACK,
            ),
            least=4,
            verdicts=True,
        ),
    ),
)
