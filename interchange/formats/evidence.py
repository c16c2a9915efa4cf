"""evidence.yaml: every number that the lessons use, under the reference that reports it, and the verdicts' words."""

from . import yaml_nodes
from .problems import Report
from .sources import VERDICTS

WORDS = "verdicts"  # no reference has this key


def read_evidence(file: str, text: str, report: Report) -> None:
    """Check its shape. Nothing is loaded: it is for the people and tests that check the lessons' numbers."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return
    for key, node in fields.values.items():
        if key == WORDS:
            _read_verdicts(fields)
            continue
        report.use("evidence", key, fields.source.place(node.start_mark))
        for item in fields.mappings(key):
            for name in ("what", "value", "mark"):
                item.text(name)
            item.text("unit", default="")
            item.finish()


def _read_verdicts(fields: yaml_nodes.Fields) -> None:
    """The words in which others judged a popular claim → one of our five, and the blocks that say so."""
    for item in fields.mappings(WORDS):
        item.text("claim")
        item.text("words")
        item.choice("verdict", VERDICTS)
        item.words("blocks", required=True)
        item.finish()
