from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

# No mail server takes longer to answer.
UNCERTAIN_AFTER = timedelta(minutes=15)


class MailQuerySet(models.QuerySet):
    def uncertain(self, now=None):
        """Handed over, and never heard of again: it may have arrived, so a person decides."""
        now = now or timezone.now()
        return self.filter(sent_at=None, handed_over_at__lt=now - UNCERTAIN_AFTER)


class Mail(models.Model):
    """A mail that is owed once: claimed by recipient, kind and subject, whatever is retried.

    `handed_over_at` without `sent_at` means that a crash fell between the two: the mail is uncertain,
    is shown to a registrar, and is never sent again by itself.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=80, help_text="What it is about: a label and an id.")
    claimed_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "about"], name="a_mail_is_owed_once_per_recipient_and_subject"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(handed_over_at__isnull=False),
                name="a_sent_mail_was_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
