from django.db import models
from django.db.models import Q
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LessonImage(AbstractImage):
    """An image of a lesson. Alt text belongs to its use, credit and licence to the image."""

    credit = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    source = models.CharField(
        max_length=160, blank=True, editable=False, help_text="The file of content/ that it was loaded from."
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="a_file_of_content_is_one_image"
            ),
        ]


class LessonRendition(AbstractRendition):
    image = models.ForeignKey(LessonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_image_and_filter"
            ),
        ]


class LessonDocument(AbstractDocument):
    """A file that a lesson hands out or plays: a PDF, a film or a sound recording."""

    source = models.CharField(
        max_length=160, blank=True, editable=False, help_text="The file of content/ that it was loaded from."
    )

    seconds = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        editable=False,
        help_text="How long a recording is.",
    )

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="a_file_of_content_is_one_document"
            ),
        ]
