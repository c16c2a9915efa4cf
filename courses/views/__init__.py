from .attesting import attest
from .learning import enrol, learn, outline
from .reading import finish, read
from .studying import bookmark, delete_note, keep_place, note, notes

__all__ = [
    "attest",
    "bookmark",
    "delete_note",
    "enrol",
    "finish",
    "keep_place",
    "learn",
    "note",
    "notes",
    "outline",
    "read",
]
