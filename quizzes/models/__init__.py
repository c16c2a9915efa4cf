from .attempts import Answer, Attempt, AttemptItem
from .grades import AttemptResult, ItemGrade
from .pages import QuizPage
from .questions import Bank, Question, QuestionVersion

__all__ = [
    "Answer",
    "Attempt",
    "AttemptItem",
    "AttemptResult",
    "Bank",
    "ItemGrade",
    "Question",
    "QuestionVersion",
    "QuizPage",
]
