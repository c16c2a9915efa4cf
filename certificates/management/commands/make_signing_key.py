"""Make the keys that sign certificates."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from certificates.ed25519 import key_id, public_bytes
from certificates.signing import load_key, make_key, make_paper_key, make_token_key

OTHERS = {"rs256": make_token_key, "paper": make_paper_key}


class Command(BaseCommand):
    help = (
        "Write a new key. The newest file name signs; older keys stay and are never overwritten. "
        "The first time, the keys of the other kinds are made too."
    )
    # Production settings do not load without a key, and this makes the first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--directory", type=Path, help="Default: CREDENTIAL_KEYS of the settings.")
        parser.add_argument("--name", default="", help="File name without .pem. Default: the time in UTC.")
        parser.add_argument(
            "--kind",
            choices=["ed25519", *OTHERS],
            default="ed25519",
            help="Which key to replace by a new one.",
        )

    def handle(self, directory, name, kind, **options):
        directory = directory or Path(settings.CREDENTIAL_KEYS)
        try:
            if kind != "ed25519":
                self.stdout.write(str(OTHERS[kind](directory, name)))
                return
            path = make_key(directory, name)
        except FileExistsError as error:
            raise CommandError(f"{error.filename} exists. A signing key is never overwritten.") from error
        self.stdout.write(f"{path}\n{key_id(public_bytes(load_key(path)))}")
        for other, make in OTHERS.items():
            if not list((directory / other).glob("*.pem")):
                self.stdout.write(str(make(directory)))
