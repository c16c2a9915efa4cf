"""Questions from learners at a block of a lesson, and the instructor's replies."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user):
        """A learner sees her own. Who answers is said by the policy."""
        return self.filter(enrolment__learner=user.pk) if user.is_authenticated else self.none()

    def waiting(self):
        return self.filter(reply=None, set_aside_at=None)


class Inquiry(models.Model):
    """What a learner asks the instructors, at a block of the edition that she reads."""

    LONGEST = 2000

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="inquiries")
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="inquiries")
    step_key = models.UUIDField()
    block = models.CharField(max_length=60, blank=True, help_text="The block's id. Empty: the whole step.")
    excerpt = models.CharField(max_length=100, blank=True, help_text="The block's first words, as they were.")
    text = models.TextField(max_length=LONGEST)
    # Made by the page that asks, so that a question sent twice is one question.
    client_id = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    set_aside_at = models.DateTimeField(null=True, blank=True, help_text="It needs no reply.")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["step_key"], name="inquiries_by_step")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "client_id"], name="an_inquiry_is_made_once"),
        ]

    def __str__(self) -> str:
        return f"inquiry {self.pk}"


class Reply(models.Model):
    """What an instructor answered: to the learner, and to everyone at the block if it is shared."""

    LONGEST = 4000

    inquiry = models.OneToOneField(Inquiry, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # What everyone reads is the question in the instructor's words: a learner's own may name a client.
    shared_as = models.CharField(max_length=300, blank=True, help_text="The question as everyone reads it.")

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_reply_says_something"),
        ]

    def __str__(self) -> str:
        return f"reply to inquiry {self.inquiry_id}"
