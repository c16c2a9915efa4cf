from django.conf import settings
from django.core.management import BaseCommand, CommandError

from interchange import demo


class Command(BaseCommand):
    help = "Print the six digits that somebody of the demo is asked for at sign-in."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email: str, **options):
        if not settings.DEMO:
            raise CommandError("Second factors are shown in development settings only.")
        # Only of the demo's own people: whoever else signed up keeps their secret.
        secret = demo.totp_secret(email) if email in {person.email for person in demo.PEOPLE} else ""
        if not secret:
            raise CommandError(f"{email} has no second factor in the demo.")
        self.stdout.write(demo.current_code(secret))
