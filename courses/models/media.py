from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LessonImage(AbstractImage):
    """An image of a lesson. Alt text belongs to its use, credit and licence to the image."""

    credit = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=80, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")


class LessonRendition(AbstractRendition):
    image = models.ForeignKey(LessonImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_image_and_filter"
            ),
        ]


class LessonDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields
