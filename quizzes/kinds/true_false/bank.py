"""How true or false stands in a bank. Pure. A body is {"answer", "feedback": {"true", "false"}}."""

from quizzes.kinds.bank_fields import Body, Fields, Names, optional, pick
from quizzes.kinds.choices import Payload

from .rule import TEXTS


def read(fields: Fields) -> Body:
    found: Body = {"answer": fields.choice("answer", tuple(TEXTS))}
    said = fields.mapping("feedback", required=False)
    if said:
        found["feedback"] = optional(**{name: said.markdown(name, default="") for name in TEXTS})
        said.finish()
    return found


def payload(body: Body, names: Names) -> Payload:
    said = body.get("feedback", {})
    return {"answer": body["answer"], "feedback": {name: said.get(name, "") for name in TEXTS}}


def body(payload: Payload, names: Names) -> Body:
    said = optional(**payload.get("feedback", {}))
    return {"answer": payload["answer"], **({"feedback": said} if said else {})}


def response(body: Body, said: object, names: Names) -> str | None:
    """True or false, however it is written."""
    return None if said in (None, "") else pick(said, TEXTS, "choice")
