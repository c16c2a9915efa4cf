"""What an instructor says to begin something."""

from django import forms

from .word import MOST_BYTES, Draft, Refused, read_word


class WordForm(forms.Form):
    """A Word file that a lesson begins with."""

    file = forms.FileField(
        label="Word file",
        help_text="A file that ends in .docx, up to 10 MB. Its headings, lists, tables and footnotes are kept.",
        widget=forms.FileInput(
            attrs={"accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
        ),
    )

    def __init__(self, *args, sources: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sources = sources
        self.name = ""

    def clean_file(self) -> Draft:
        upload = self.cleaned_data["file"]
        self.name = upload.name.rsplit(".", 1)[0].replace("_", " ").strip()
        try:
            return read_word(upload.read(MOST_BYTES + 1), self.sources)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def title(self) -> str:
        """What the document calls itself, or else its file."""
        return self.cleaned_data["file"].title or self.name or "A new lesson"


class CourseTitleForm(forms.Form):
    title = forms.CharField(
        max_length=200,
        help_text="As learners will read it. You can change it until an accreditor approved it.",
    )


class PlaceForm(forms.Form):
    """Where a step stands in its course, for those who don't drag."""

    def __init__(self, *args, places: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"] = forms.ChoiceField(label="Its place", choices=places, required=False)
