from .answering import overview, question, save
from .finishing import result, submit
from .starting import start

__all__ = ["overview", "question", "result", "save", "start", "submit"]
