"""The one upward signal. The row is the message; this is only a nudge, sent after the commit."""

from django.dispatch import Signal

course_completed = Signal()  # sender=Completion, completion=…
