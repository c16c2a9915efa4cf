from .asking import ask
from .assets import asset
from .attesting import attest
from .beginning import begin
from .changes import changes
from .corrections import corrections, stop_corrections
from .evaluating import evaluate
from .evidence import evidence, reference
from .glossary import glossary
from .learning import enrol, learn, outline, search
from .outside import review as outside_review
from .outside import review_correction as outside_correction
from .outside import review_recording as outside_recording
from .outside import review_step as outside_step
from .reading import finish, read
from .studying import bookmark, delete_note, keep_place, note, notes

__all__ = [
    "ask",
    "asset",
    "attest",
    "begin",
    "bookmark",
    "changes",
    "corrections",
    "delete_note",
    "enrol",
    "evaluate",
    "evidence",
    "finish",
    "glossary",
    "keep_place",
    "learn",
    "note",
    "notes",
    "outline",
    "outside_correction",
    "outside_recording",
    "outside_review",
    "outside_step",
    "read",
    "reference",
    "search",
    "stop_corrections",
]
