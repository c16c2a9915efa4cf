"""Make the key that signs certificates."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from certificates.ed25519 import key_id, public_bytes
from certificates.signing import load_key, make_key


class Command(BaseCommand):
    help = "Write a new Ed25519 key. The newest file name signs; older keys stay and are never overwritten."
    # Production settings do not load without a key, and this makes the first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--directory", type=Path, help="Default: CREDENTIAL_KEYS of the settings.")
        parser.add_argument("--name", default="", help="File name without .pem. Default: the time in UTC.")

    def handle(self, directory, name, **options):
        try:
            path = make_key(directory or Path(settings.CREDENTIAL_KEYS), name)
        except FileExistsError as error:
            raise CommandError(f"{error.filename} exists. A signing key is never overwritten.") from error
        self.stdout.write(f"{path}\n{key_id(public_bytes(load_key(path)))}")
