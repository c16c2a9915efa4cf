"""What happens every minute: it heals what a crash, a lost nudge or a closed browser left behind."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.granting import sync_ended
from accounts.inviting import mail_invitations
from certificates.checkpointing import checkpoint_due
from certificates.issuing import issue_due
from certificates.limiting import forget_misses
from courses.linking import ask_wanted, want_due
from courses.outside import mail_outside
from courses.telling import tell_of_clarifications, tell_of_safety
from quizzes.regrading import follow_all
from quizzes.sitting import close_overdue
from reports.assigning import mail_assignments
from reports.reminding import remind_due
from reports.reminding_registrars import remind_registrars
from reports.watching import watch

logger = logging.getLogger("fascia.tick")

# A worker that died leaves its task running for ever. No task of ours takes this long.
LOST_AFTER = timedelta(minutes=15)


def requeue_lost() -> int:
    """Hand tasks of dead workers to the next one. Our tasks may run twice without harm."""
    lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(status="READY", started_at=None)


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


JOBS: list[Callable[[], object]] = [
    close_overdue,
    follow_all,
    issue_due,
    mail_invitations,
    mail_outside,
    remind_due,
    remind_registrars,
    watch,
    mail_assignments,
    tell_of_safety,
    tell_of_clarifications,
    want_due,
    ask_wanted,
    publish_scheduled,
    requeue_lost,
    sync_ended,
    clear_sessions,
    forget_misses,
    checkpoint_due,
]


def tick() -> list[str]:
    """Run every job once. Returns the names of those that failed.

    One job's failure must not keep the others from healing; it is logged and tried again in a minute.
    """
    failed = []
    for job in JOBS:
        try:
            job()
        except Exception:
            logger.exception("%s failed", job.__name__)
            failed.append(job.__name__)
    return failed
