"""Prints the process id of a connection to PostgreSQL."""

import django

django.setup()

from django.db import connection  # noqa: E402  # needs the settings

with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    print(cursor.fetchone()[0])
