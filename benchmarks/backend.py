"""Prints the process above a connection to PostgreSQL, or 0 where that runs on another machine."""

import django

django.setup()

from django.db import connection  # noqa: E402  # needs the settings

from . import processor  # noqa: E402

with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    # Asked while the connection is open: its process ends with it.
    fields = processor.stat(cursor.fetchone()[0])
    print(fields[1] if fields else 0)
