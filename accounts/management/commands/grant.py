"""The first administrator of a house is made at the command line; the rest can follow from there."""

from django.core.management import BaseCommand, CommandError

from accounts.granting import grant
from accounts.models import Role, User


class Command(BaseCommand):
    help = "Give a role to a person who has an account: manage.py grant EMAIL ROLE --reason WHY"

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--reason", required=True)
        parser.add_argument(
            "--scope", default="", help="course:… or organisation:…; the whole site if left out"
        )

    def handle(self, *, email, role, reason, scope, **options):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody signs in with {email}.")
        given = grant(person, role, by=None, reason=reason, scope=scope)
        self.stdout.write(f"{email} is {given}, since {given.starts_at:%Y-%m-%d %H:%M} UTC.")
