"""How a matching stands in a bank. Pure.

A body is {"rows": [{"key", "text", "answer"}], "distractors": [{"key", "text"}]}: answers of the same text are one.
An answer has the key of the first row that it belongs to, unless that row gives it an `answer_key`.
"""

from quizzes.kinds.bank_fields import Body, Fields, Names, optional, pairs, pick, unlike
from quizzes.kinds.choices import Payload


def read(fields: Fields) -> Body:
    rows = [_row(item, n, "text", "answer") for n, item in enumerate(fields.mappings("rows"))]
    first = len(rows)
    more = [
        _row(item, first + n, "text") for n, item in enumerate(fields.mappings("distractors", required=False))
    ]
    unlike(fields, "rows", [(row["key"], row["text"]) for row in rows], "row")
    keys = {row["key"] for row in rows}
    if any(row["key"] in keys for row in more):
        fields.problem("distractors", "E025", "a distractor has the key of a row")
    unlike(fields, "distractors", [(row["key"], row["text"]) for row in more], "distractor")
    answers = {_plain(row["answer"]) for row in rows}
    if any(_plain(row["text"]) in answers for row in more):
        fields.problem("distractors", "E106", "a distractor has the text of an answer")
    return {"rows": rows} | ({"distractors": more} if more else {})


def _row(item: Fields, number: int, *names: str) -> Body:
    row = {"key": item.key(number)} | {name: item.markdown(name, limit=1000) for name in names}
    row |= optional(answer_key=item.exact("answer_key", limit=36, default="") if "answer" in names else "")
    item.finish()
    return row


def _plain(text: str) -> str:
    return " ".join(text.split())


def answers(body: Body) -> dict[str, str]:
    """The text of each answer by its key: that of the first row which it belongs to, or its own."""
    found: dict[str, str] = {}
    for row in body["rows"]:
        if _plain(row["answer"]) not in map(_plain, found.values()):
            found[row.get("answer_key", row["key"])] = row["answer"]
    return found | {row["key"]: row["text"] for row in body.get("distractors", [])}


def payload(body: Body, names: Names) -> Payload:
    inside = names.inside("answer")
    there = answers(body)
    keys = {_plain(text): inside.id(key) for key, text in there.items()}
    rows = [
        {"id": names.id(row["key"]), "text": row["text"], "answer": keys[_plain(row["answer"])]}
        for row in body["rows"]
    ]
    return {"rows": rows, "answers": [{"id": inside.id(key), "text": text} for key, text in there.items()]}


def body(payload: Payload, names: Names) -> Body:
    inside = names.inside("answer")
    texts = {answer["id"]: answer["text"] for answer in payload["answers"]}
    rows: list[Body] = []
    met: set[str] = set()
    for row in payload["rows"]:
        key, text = names.key(row["id"]), texts[row["answer"]]
        is_first = _plain(text) not in met
        met.add(_plain(text))
        own = inside.key(row["answer"]) if is_first and inside.id(key) != row["answer"] else ""
        rows.append({"key": key, "text": row["text"], "answer": text} | optional(answer_key=own))
    more = [{"key": inside.key(key), "text": text} for key, text in texts.items() if _plain(text) not in met]
    return {"rows": rows} | ({"distractors": more} if more else {})


def response(body: Body, said: object, names: Names) -> list[str]:
    """{row: answer}, pairs of them, or the answers in the order of the rows; each by key or text, or null."""
    rows = {row["key"]: row["text"] for row in body["rows"]}
    there, inside = answers(body), names.inside("answer")
    return [
        f"{names.id(pick(row, rows, 'row'))}:{inside.id(pick(answer, there, 'answer'))}"
        for row, answer in pairs(said, list(rows))
        if answer not in (None, "")
    ]
