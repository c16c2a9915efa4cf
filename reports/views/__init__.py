from .assigning import ask_for_course, withdraw_assignment
from .audit_packs import audit_pack
from .booklets import booklet
from .external import add_external, evidence, remove_external
from .personal import erase, my_data
from .reminders import calendar, reminders, unsubscribe
from .renewing import renewals, set_cycle
from .sharing import share, sharing
from .teams import (
    board,
    board_csv,
    board_xlsx,
    import_staff,
    invite,
    remind,
    remove_staff,
    team_check,
    teams,
    verify_team,
)
from .transcripts import transcript, transcript_csv, transcript_file

__all__ = [
    "add_external",
    "ask_for_course",
    "audit_pack",
    "board",
    "board_csv",
    "board_xlsx",
    "booklet",
    "calendar",
    "erase",
    "evidence",
    "import_staff",
    "invite",
    "my_data",
    "remind",
    "reminders",
    "remove_external",
    "remove_staff",
    "renewals",
    "set_cycle",
    "share",
    "sharing",
    "team_check",
    "teams",
    "transcript",
    "transcript_csv",
    "transcript_file",
    "unsubscribe",
    "verify_team",
    "withdraw_assignment",
]
