from .assets import asset
from .attesting import attest
from .glossary import glossary
from .learning import enrol, learn, outline
from .reading import finish, read
from .studying import bookmark, delete_note, keep_place, note, notes

__all__ = [
    "asset",
    "attest",
    "bookmark",
    "delete_note",
    "enrol",
    "finish",
    "glossary",
    "keep_place",
    "learn",
    "note",
    "notes",
    "outline",
    "read",
]
