"""What the editor of an ordering offers. Pure."""

from quizzes.kinds.editing import Column, Schema, Table

GRADINGS = (
    ("absolute", "The share of items at their position"),
    ("all-or-nothing", "All in order, or nothing"),
    ("relative", "Less by how far each is off"),
    ("next", "The share followed by the right one"),
    ("next-or-last", "The same, and the last if it stands last"),
    ("neighbors", "Right neighbors before and after"),
    ("all-neighbors", "All that stand rightly before and after"),
    ("longest-ordered", "The longest run in order"),
    ("longest-contiguous", "The longest run without a gap"),
)
SCHEMA = Schema(
    fields=(Column("grading", "Scoring", "choice", "absolute", GRADINGS),),
    tables=(
        Table("items", "Items, in the right order", "item", (Column("text", "Item", "prose"),), least=4),
    ),
)
