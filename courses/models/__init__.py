from .asked import ContentReview
from .asking import Inquiry, Reply
from .assets import FrozenAsset, StepAsset
from .corrections import Correction, CorrectionNotice, CorrectionPlace, CorrectionsOff
from .courses import Approval, Course, HoursDecision, Objective
from .credits import CreditBody, ExternalCredit, RenewalRuleRow
from .editions import Edition, EditionItem, EditionStep
from .enrolments import Enrolment, EnrolmentEdition
from .evaluations import Evaluation, EvaluationAnswer, EvaluationPage
from .evidence import Reference
from .glossary import GlossaryTerm
from .links import LinkCheck, LinkRound
from .media import LessonDocument, LessonImage, LessonRendition
from .outside import OutsideComment, OutsideCorrectionVerdict, OutsideInvitation, OutsideVerdict
from .pages import AttestationPage, CataloguePage, CourseInstructor, CoursePage, LessonPage, StepPage
from .records import Acknowledgement, Attestation, Completion, StepRecord
from .reviews import PageReview
from .studying import Bookmark, Note, Place

__all__ = [
    "Acknowledgement",
    "Approval",
    "Attestation",
    "AttestationPage",
    "Bookmark",
    "CataloguePage",
    "Completion",
    "ContentReview",
    "Correction",
    "CorrectionNotice",
    "CorrectionPlace",
    "CorrectionsOff",
    "Course",
    "CourseInstructor",
    "CoursePage",
    "CreditBody",
    "Edition",
    "EditionItem",
    "EditionStep",
    "Enrolment",
    "EnrolmentEdition",
    "Evaluation",
    "EvaluationAnswer",
    "EvaluationPage",
    "ExternalCredit",
    "FrozenAsset",
    "GlossaryTerm",
    "HoursDecision",
    "Inquiry",
    "LessonDocument",
    "LessonImage",
    "LessonPage",
    "LessonRendition",
    "LinkCheck",
    "LinkRound",
    "Note",
    "Objective",
    "OutsideComment",
    "OutsideCorrectionVerdict",
    "OutsideInvitation",
    "OutsideVerdict",
    "PageReview",
    "Place",
    "Reference",
    "RenewalRuleRow",
    "Reply",
    "StepAsset",
    "StepPage",
    "StepRecord",
]
