"""Check that no certificate was edited behind our back."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from certificates.checkpointing import faults
from certificates.models import Checkpoint, LedgerEntry


class Command(BaseCommand):
    help = "Compare certificates and their events with the ledger and with every exported checkpoint."

    def add_arguments(self, parser):
        parser.add_argument(
            "--exports",
            type=Path,
            help="Exported checkpoints: a file or a directory. Default: LEDGER_EXPORTS of the settings.",
        )

    def handle(self, exports, **options):
        exported = read(exports or Path(settings.LEDGER_EXPORTS))
        found = list(faults(exported))
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults. docs/running.md says what to do.")
        latest = Checkpoint.objects.last()
        self.stdout.write(
            f"{LedgerEntry.objects.count()} entries and {len(exported)} exported checkpoints hold; "
            f"the last is of {latest.day if latest else 'no day yet'}."
        )


def read(path: Path) -> list[dict]:
    """Every checkpoint at a path. Raises CommandError for a file that is none."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path] if path.exists() else []
    try:
        return [json.loads(file.read_text()) for file in files]
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} holds a checkpoint that can't be read.") from error
