from .attempts import GRACE, Answer, Attempt, AttemptItem, AttemptQuerySet, Flag, LateAnswer
from .grades import AttemptResult, Dispute, ItemGrade, Mark, Regrade
from .outside import OutsideQuestionComment, OutsideQuestionVerdict
from .pages import QuizFeedback, QuizPage, QuizPool, QuizQuestion
from .questions import Bank, Question, QuestionVersion, TextIsFrozen
from .tallies import ItemTally

__all__ = [
    "GRACE",
    "Answer",
    "Attempt",
    "AttemptItem",
    "AttemptQuerySet",
    "AttemptResult",
    "Bank",
    "Dispute",
    "Flag",
    "ItemGrade",
    "ItemTally",
    "LateAnswer",
    "Mark",
    "OutsideQuestionComment",
    "OutsideQuestionVerdict",
    "Question",
    "QuestionVersion",
    "QuizFeedback",
    "QuizPage",
    "QuizPool",
    "QuizQuestion",
    "Regrade",
    "TextIsFrozen",
]
