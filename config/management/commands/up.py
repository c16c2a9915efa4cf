"""`make run`: prepare the demo and serve it."""

import socket
import sys

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import processes


class Command(BaseCommand):
    help = "Migrate, load content/, make the demo's people, print how to sign in, and serve."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("This serves the demo. In production run `manage.py serve`.")
        refuse_taken_port(settings.PORT)
        if unapplied_migrations():
            self.stderr.write("Preparing the database (about half a minute, once) …")
            call_command("migrate", verbosity=0)
        call_command("demo", print=True)
        self.stdout.write(f"\nFascia is at {settings.PUBLIC_URL} (Ctrl-C ends it).")
        self.stdout.flush()
        commands = {
            "web": processes.web(settings.PORT),
            "worker": processes.worker(),
            "tick": processes.tick(),
        }
        connection.close()
        sys.exit(processes.run(commands, say=self.stderr.write))


def unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_taken_port(port: int) -> None:
    """Granian would share a taken port silently. Raises CommandError."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CommandError(f"Port {port} is taken. Choose another: PORT={port + 1} make run")
