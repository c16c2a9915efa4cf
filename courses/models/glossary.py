import uuid

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class GlossaryTerm(index.Indexed, models.Model):
    """A word of the field, explained once for all lessons. A lesson that uses it freezes what it says."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True, help_text="How texts point to it: (term:fascia).")
    term = models.CharField(max_length=80)
    definition = models.TextField(help_text="One to three plain sentences.")

    panels = [
        FieldPanel("term", help_text="As it stands in a dictionary, such as “fascia”."),
        FieldPanel(
            "definition",
            help_text="One to three plain sentences. Learners read them where they tap the word.",
        ),
    ]
    search_fields = [
        index.SearchField("term"),
        index.AutocompleteField("term"),
        index.SearchField("definition"),
    ]

    class Meta:
        ordering = ["term"]
        verbose_name = "glossary term"

    def __str__(self) -> str:
        return self.term

    def freeze(self) -> dict[str, str]:
        names = ("key", "term", "definition")
        return {"uuid": str(self.public_id)} | {name: getattr(self, name) for name in names}
