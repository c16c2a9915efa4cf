"""Stop or start the issuing of certificates, for the whole site, at once."""

from django.core.management import BaseCommand

from certificates.switching import issuing_is_on, switch


class Command(BaseCommand):
    help = "issuing off --reason '…' stops every issue within seconds; issuing on lets the sweep catch up."

    def add_arguments(self, parser):
        parser.add_argument("state", choices=["on", "off", "status"])
        parser.add_argument("--reason", default="")

    def handle(self, state, reason, **options):
        if state != "status":
            switch(on=state == "on", by=None, reason=reason)
        self.stdout.write(f"issuing is {'on' if issuing_is_on() else 'off'}")
