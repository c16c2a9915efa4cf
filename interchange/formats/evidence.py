"""evidence.yaml: every number that the lessons use, under the reference that reports it."""

from . import yaml_nodes
from .problems import Report


def read_evidence(file: str, text: str, report: Report) -> None:
    """Check its shape. Nothing is loaded: it is for the people and tests that check the lessons' numbers."""
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return
    for key, node in fields.values.items():
        report.use("evidence", key, fields.source.place(node.start_mark))
        for item in fields.mappings(key):
            for name in ("what", "value", "mark"):
                item.text(name)
            item.text("unit", default="")
            item.finish()
