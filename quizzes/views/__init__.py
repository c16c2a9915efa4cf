from .answering import overview, question, save, state
from .disputing import dispute
from .finishing import result, submit
from .practising import check
from .starting import start

__all__ = ["check", "dispute", "overview", "question", "result", "save", "start", "state", "submit"]
