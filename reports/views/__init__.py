from .external import add_external, evidence, remove_external
from .renewing import renewals, set_cycle
from .transcripts import transcript, transcript_csv

__all__ = [
    "add_external",
    "evidence",
    "remove_external",
    "renewals",
    "set_cycle",
    "transcript",
    "transcript_csv",
]
