"""Text ⇄ plain values. Nothing here knows Django, the database or the file system."""
