"""Say that a signing key was stolen."""

from datetime import datetime

from django.core.management import BaseCommand, CommandError
from django.utils.timezone import is_aware

from certificates.archiving import compromise
from certificates.models import SigningKey


class Command(BaseCommand):
    help = "From --since on, nothing under this key is confirmed. Make a new key first: make_signing_key."

    def add_arguments(self, parser):
        parser.add_argument("key_id")
        parser.add_argument(
            "--since", required=True, help="A moment with its offset: 2026-11-22T18:00:00+00:00"
        )
        parser.add_argument("--reason", required=True)

    def handle(self, key_id, since, reason, **options):
        try:
            moment = datetime.fromisoformat(since)
            if not is_aware(moment):
                raise CommandError("Give --since with its offset, such as +00:00.")
            doubtful = compromise(key_id, since=moment, by=None, reason=reason)
        except ValueError as error:
            raise CommandError(f"{since} is no moment.") from error
        except SigningKey.DoesNotExist as error:
            raise CommandError(f"No key {key_id} ever signed.") from error
        self.stdout.write(f"{doubtful} certificates were issued with it since then. Issue them anew.")
