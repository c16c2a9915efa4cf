"""References that somebody brings into the library: looked at first, each once, and what is there already is said."""

from collections.abc import Sequence
from dataclasses import asdict

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from wagtail.log_actions import log

from accounts.models import User
from courses.models import Reference

from .formats.citing import MOST, MOST_BYTES, Refused, free, read, same
from .formats.sources import Reference as Found
from .lookup import PASTE, NotFound, address_of, look_up

LONGEST_ENTRY = 20_000  # characters of BibTeX
NAMES = ("authors", "title", "year", "published_in", "doi", "pmid", "url")


class BringForm(forms.Form):
    """A number, a file, or a text: `found` is what it names or holds."""

    number = forms.CharField(
        required=False,
        max_length=300,
        label="A DOI or a PMID",
        help_text="We ask its registry (doi.org or PubMed) for the rest.",
    )
    text = forms.CharField(
        required=False,
        label="Paste a list of references",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line, as they stand in a paper. A DOI or a PMID in a line is recognized.",
    )
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        help_text="A .ris, .nbib or .bib file, as PubMed, Zotero and EndNote export them, up to a megabyte.",
        widget=forms.FileInput(attrs={"accept": ".ris,.nbib,.bib,.txt,text/plain"}),
    )

    def clean(self) -> dict:
        upload, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        number = self.cleaned_data.get("number", "").strip()
        if not upload and not text.strip() and not number:
            raise forms.ValidationError("Name a DOI or PMID, paste your references, or choose a file.")
        try:
            self.found = read(
                looked_up(number) if number else upload.read(MOST_BYTES + 1) if upload else text.encode()
            )
        except (Refused, NotFound) as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return self.cleaned_data


def looked_up(number: str) -> bytes:
    """Raises NotFound, also where this house asks nobody."""
    address_of(number)
    if not settings.MAY_ASK_OTHERS:
        raise NotFound(f"This house doesn’t ask registries. {PASTE}")
    return look_up(number)


class RowForm(forms.ModelForm):
    """One reference that was found: taken or left, and mended before it is."""

    take = forms.BooleanField(required=False, label="Take it")

    class Meta:
        model = Reference
        fields = ["key", *NAMES, "bibtex"]
        widgets = {"bibtex": forms.HiddenInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = True
        self.fields["bibtex"].validators.append(MaxLengthValidator(LONGEST_ENTRY))

    def full_clean(self) -> None:
        """What is left may be as incomplete as it was found."""
        if self.is_bound and not self["take"].value():
            self.empty_permitted, self._errors = True, forms.utils.ErrorDict()
            self.cleaned_data = {"take": False}
            return
        super().full_clean()

    @property
    def there(self) -> Reference | None:
        """The reference of the library that this seems to be."""
        return getattr(self, "known", None)

    @property
    def again(self) -> int:
        """The number of an earlier row that seems to be the same. 0: none."""
        return getattr(self, "twin", 0)


class RowsFormSet(BaseFormSet):
    def clean(self) -> None:
        for name, called in (("key", "key"), ("doi", "DOI"), ("pmid", "PMID")):
            said = [(row.cleaned_data.get(name) or "").casefold() for row in self.forms]
            for row, value in zip(self.forms, said, strict=True):
                if value and said.count(value) > 1:
                    row.add_error(name, f"Another row has this {called}. Take one of them.")


Rows = formset_factory(RowForm, formset=RowsFormSet, extra=0, max_num=MOST, absolute_max=MOST)


def offered(found: Sequence[Found]) -> BaseFormSet:
    """The rows to look at. What the library has is not taken, unless somebody says so."""
    places = [(each.doi, each.pmid, each.title) for each in found]
    known, twins = alike(places), twins_of(places)
    taken = set(Reference.objects.values_list("key", flat=True))
    initial = []
    for each, there, twin in zip(found, known, twins, strict=True):
        key = each.key if there else free(each.key, taken)
        taken.add(key)
        is_new = there is None and not twin
        initial.append(asdict(each) | {"key": key, "take": is_new and bool(each.title and each.authors)})
    rows = Rows(initial=initial, prefix="r")
    mark(rows, known, twins)
    return rows


def mark(rows: BaseFormSet, known: Sequence[Reference | None], twins: Sequence[int]) -> None:
    for row, there, twin in zip(rows.forms, known, twins, strict=True):
        row.known, row.twin = there, twin


def mark_posted(rows: BaseFormSet) -> None:
    """The same of rows that came back."""
    places = [tuple(row[name].value() or "" for name in ("doi", "pmid", "title")) for row in rows]
    mark(rows, alike(places), twins_of(places))


def twins_of(found: Sequence[tuple[str, ...]]) -> list[int]:
    """For each DOI, PMID and title, the number of the first before it that has any of them, from one. 0: none."""
    first: dict[tuple[str, str], int] = {}
    twins = []
    for number, each in enumerate(found, 1):
        places = places_of(*each)
        twins.append(next((first[place] for place in places if place in first), 0))
        for place in places:
            first.setdefault(place, number)
    return twins


def alike(found: Sequence[tuple[str, ...]]) -> list[Reference | None]:
    """For each DOI, PMID and title, the one of the library that has any of them. One statement."""
    places: dict[tuple[str, str], Reference] = {}
    for reference in Reference.objects.all():
        for place in places_of(reference.doi, reference.pmid, reference.title):
            places.setdefault(place, reference)
    return [next((places[place] for place in places_of(*each) if place in places), None) for each in found]


def places_of(doi: str, pmid: str, title: str) -> list[tuple[str, str]]:
    said = [("doi", doi.casefold()), ("pmid", pmid), ("title", same(title))]
    return [place for place in said if place[1]]


@transaction.atomic
def take(rows: BaseFormSet, *, by: User) -> list[Reference]:
    """Write the rows that were taken."""
    written = []
    for row in rows.forms:
        if row.cleaned_data.get("take"):
            reference = row.save()
            log(instance=reference, action="wagtail.create", user=by)
            written.append(reference)
    return written
