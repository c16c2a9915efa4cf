from .answering import overview, question, save, state
from .disputing import dispute
from .finishing import result, submit
from .outside import outside_all, outside_question, outside_questions
from .practising import check
from .starting import start

__all__ = [
    "check",
    "dispute",
    "outside_all",
    "outside_question",
    "outside_questions",
    "overview",
    "question",
    "result",
    "save",
    "start",
    "state",
    "submit",
]
