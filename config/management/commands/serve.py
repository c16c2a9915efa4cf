"""Production's parent process."""

import os
import sys

from django.core.management import BaseCommand

from config import processes


class Command(BaseCommand):
    help = "Serve: the web server, the task worker and the tick under one parent."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)

    def handle(self, host, port, workers, **options):
        commands = {
            "web": processes.web(port, host, workers),
            "worker": processes.worker(),
            "tick": processes.tick(),
        }
        sys.exit(processes.run(commands, say=self.stderr.write))
