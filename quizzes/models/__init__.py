from .attempts import Answer, Attempt, AttemptItem, Flag
from .grades import AttemptResult, ItemGrade
from .pages import QuizPage, QuizPool
from .questions import Bank, Question, QuestionVersion, TextIsFrozen

__all__ = [
    "Answer",
    "Attempt",
    "AttemptItem",
    "AttemptResult",
    "Bank",
    "Flag",
    "ItemGrade",
    "Question",
    "QuestionVersion",
    "QuizPage",
    "QuizPool",
    "TextIsFrozen",
]
