from django.conf import settings
from django.db import models
from django.db.models import Q


class PageReview(models.Model):
    """The content of a page that somebody other than its writers has approved, by its digest.

    `loaded` content was reviewed as files, before anybody loaded it; `origin` says which folder it came from.
    Pages may be deleted, so this names one and does not point at it. Appended; never changed.
    """

    class Source(models.TextChoices):
        APPROVED = "approved", "Approved in review"
        LOADED = "loaded", "Loaded from reviewed files"
        OUTSIDE = "outside", "Approved by an outside reviewer"

    page_id = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, help_text="Of everything that the page says.")
    source = models.CharField(max_length=10, choices=Source)
    origin = models.CharField(max_length=200, blank=True)
    # The draft that was approved: who wrote before it needs no second look.
    revision_id = models.PositiveBigIntegerField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    outside = models.ForeignKey(
        "courses.OutsideVerdict", on_delete=models.PROTECT, related_name="reviews", null=True, blank=True
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "sha256"], name="content_is_approved_once"),
            models.CheckConstraint(
                condition=Q(source="approved", approved_by__isnull=False, outside=None)
                | Q(source="loaded", approved_by=None, outside=None)
                | Q(source="outside", approved_by=None, outside__isnull=False),
                name="a_review_says_who_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.page_id} {self.get_source_display().lower()}"
