from .answering import overview, question, save
from .finishing import result, submit
from .practising import check
from .starting import start

__all__ = ["check", "overview", "question", "result", "save", "start", "submit"]
