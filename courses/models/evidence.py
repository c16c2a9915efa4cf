import uuid

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index

from courses import bibtex


class Reference(index.Indexed, models.Model):
    """A source: one library for claims, lessons and questions. Frozen into an edition when cited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True, help_text="How texts cite it: [@hinds2004].")
    authors = models.CharField(max_length=300)
    title = models.CharField(max_length=400, blank=True)
    year = models.CharField(max_length=8)
    published_in = models.CharField(max_length=300, blank=True, help_text="Journal, volume, pages; or book.")
    doi = models.CharField("DOI", max_length=120, blank=True)
    pmid = models.CharField("PMID", max_length=20, blank=True)
    url = models.URLField(blank=True, max_length=300)
    bibtex = models.TextField(blank=True, help_text="The entry as it was imported.")
    retracted_on = models.DateField(
        null=True, blank=True, help_text="A retracted source can't be released in a lesson any more."
    )
    review_by = models.DateField(null=True, blank=True, help_text="When to look for newer evidence.")

    search_fields = [
        index.SearchField("authors"),
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("published_in"),
    ]

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}"

    def freeze(self) -> dict[str, str]:
        """The citation as plain values, for an edition."""
        names = ("key", "authors", "title", "year", "published_in", "doi", "pmid", "url")
        return {"uuid": str(self.public_id)} | {name: getattr(self, name) for name in names}

    def clean(self) -> None:
        """What a person typed: with bare numbers, in their shape, and not a second time."""
        self.doi, self.pmid = bibtex.bare(self.doi), bibtex.bare(self.pmid)
        wrong = {
            name: f"{said[0].upper()}{said[1:]}."
            for name, (shape, said) in bibtex.SHAPES.items()
            if getattr(self, name) and not shape.fullmatch(getattr(self, name))
        }
        for name in ("doi", "pmid"):
            same = Reference.objects.exclude(pk=self.pk).filter(**{f"{name}__iexact": getattr(self, name)})
            if getattr(self, name) and (there := same.first()):
                wrong[name] = f"The library has this source as @{there.key}. Cite that one."
        if said := self._why_not_this_key():
            wrong["key"] = said
        if wrong:
            raise ValidationError(wrong)

    def _why_not_this_key(self) -> str:
        """Texts cite a source by its key: it is well formed, and stays. Empty: nothing is wrong with it."""
        before = Reference.objects.filter(pk=self.pk).values_list("key", flat=True).first()
        if before is None:
            is_well_formed = bibtex.KEY.fullmatch(self.key)
            return "" if is_well_formed else "Use small letters, digits and hyphens, such as hinds2004."
        return "" if self.key == before else f"Texts cite it as @{before}, so its key stays."
