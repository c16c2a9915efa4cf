"""glossary.yaml: the words of the field, one entry each."""

from . import yaml_nodes
from .problems import Report
from .sources import SCHEMA, Term


def read_glossary(file: str, text: str, report: Report) -> list[Term]:
    fields = yaml_nodes.read(yaml_nodes.Source(file, text), report)
    if fields is None:
        return []
    fields.schema(SCHEMA)
    terms = []
    for item in fields.mappings("terms"):
        term = Term(
            key=item.word("key"),
            term=item.text("term", limit=80),
            definition=item.markdown("definition", limit=1000),
        )
        item.finish()
        report.define("term", term.key, item.at("key"))
        terms.append(term)
    fields.finish()
    return terms
