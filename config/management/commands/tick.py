"""The sweep that runs every minute."""

import signal
import sys
import time

from django.core.management import BaseCommand
from django.db import close_old_connections

from config.ticking import tick

SECONDS = 60


class Command(BaseCommand):
    help = "Close overdue attempts, issue what is due, publish what is scheduled: every minute, or --once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Sweep once; exit 1 if a job failed.")

    def handle(self, once, **options):
        if once:
            sys.exit(1 if tick() else 0)
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        while True:
            tick()
            close_old_connections()
            time.sleep(SECONDS)
