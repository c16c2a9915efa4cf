from django.conf import settings
from django.core.management import BaseCommand, CommandError

from courses.releasing import NotReady
from interchange import demo


class Command(BaseCommand):
    help = "Load content/, release the course and make the demo's people. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--print", action="store_true", help="Say how to sign in.")

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("The demo's passwords are public. It runs in development settings only.")
        try:
            notices = demo.prepare(settings.BASE / "content")
        except demo.BrokenContent as error:
            raise CommandError(f"{error}\ncontent/ has mistakes; nothing was loaded.") from error
        except NotReady as error:
            raise CommandError("The course cannot be released:\n" + "\n".join(error.problems)) from error
        for notice in notices:
            self.stderr.write(notice)
        if options["print"]:
            self.tell()

    def tell(self) -> None:
        width = max(len(person.email) for person in demo.PEOPLE)
        self.stdout.write(
            f"Sign in at {settings.PUBLIC_URL}/accounts/login/ with the password {demo.PASSWORD}\n\n"
        )
        for person, secret in demo.logins():
            factor = f"second factor {secret}" if secret else "no second factor"
            line = f"  {person.email:{width}}  {person.role:10}  {factor:46}  {person.about}"
            self.stdout.write(line.rstrip())
        self.stdout.write(f"\nWhat it would have mailed, codes too: {settings.PUBLIC_URL}/demo/mails/")
        self.stdout.write(
            "\nType a second factor's secret into an authenticator app, or get its six digits of this minute:"
            f"\n  .venv/bin/python manage.py demo_code {demo.PEOPLE[1].email}"
        )
