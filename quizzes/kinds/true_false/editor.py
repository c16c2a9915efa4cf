"""What the editor of true or false offers. Pure."""

from quizzes.kinds.bank_fields import Body, optional
from quizzes.kinds.editing import Column, Schema

from .rule import TEXTS

SCHEMA = Schema(
    fields=(
        Column("answer", "It is", "choice", "", tuple(TEXTS.items())),
        *(
            Column(f"feedback_{name}", f"To those who say {text.lower()}", "prose", required=False)
            for name, text in TEXTS.items()
        ),
    )
)


def begin(body: Body) -> Body:
    return body | {f"feedback_{name}": body.get("feedback", {}).get(name, "") for name in TEXTS}


def finish(body: Body, earlier: Body) -> Body:
    said = optional(**{name: body.get(f"feedback_{name}", "") for name in TEXTS})
    return {"answer": body.get("answer", "")} | ({"feedback": said} if said else {})
