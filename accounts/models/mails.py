from django.conf import settings
from django.db import models
from django.db.models import Q


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
