"""What is asked of whoever corrects a claim or a question."""

from django import forms

from .models import Correction, Reference
from .models.claims import Certainty, Verdict

TEXT = 4000
WORDS = [
    (
        Correction.Severity.TYPO,
        "A typing mistake: the meaning stays. It stands beside the text; nobody is mailed.",
    ),
    (
        Correction.Severity.CLARIFICATION,
        "A clarification: somebody could have understood it wrongly. It goes into a monthly mail to everyone who "
        "completed the course.",
    ),
    (
        Correction.Severity.SAFETY,
        "Safety: somebody who acts on the old text could hurt a client. A mail goes at once to everyone who "
        "completed the course.",
    ),
]


class CorrectionForm(forms.Form):
    """`choices` are the texts that can be corrected: a list, or groups of a list each."""

    said = forms.ChoiceField(label="What is wrong?", help_text="The words exactly as learners met them.")
    severity = forms.ChoiceField(label="How serious is it?", choices=WORDS, widget=forms.RadioSelect)
    new = forms.CharField(
        label="What is right?",
        help_text="The whole text as it should read. The old words stay in the edition, struck through.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label="Why?",
        help_text="One or two sentences for learners: what was wrong, and what it means at the table.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.ModelChoiceField(
        Reference.objects.all(),
        required=False,
        label="On what source does it rest?",
        help_text="Needed for anything but a typing mistake.",
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["said"].choices = choices  # type: ignore[attr-defined]

    def clean(self):
        said = super().clean() or {}
        if said.get("severity") not in (None, Correction.Severity.TYPO) and not said.get("source"):
            self.add_error("source", "Choose the source that shows it.")
        return said


class ClaimCorrectionForm(CorrectionForm):
    """Of a claim the rating may change as well, or alone."""

    verdict = forms.ChoiceField(
        label="What do the studies say?", choices=[("", "As it said"), *Verdict.choices], required=False
    )
    certainty = forms.ChoiceField(
        label="How sure can we be?", choices=[("", "As it said"), *Certainty.choices], required=False
    )

    def clean(self):
        said = super().clean() or {}
        is_rated = said.get("verdict") or said.get("certainty")
        if said.get("severity") == Correction.Severity.TYPO and is_rated:
            self.add_error("severity", "A rating that changes is more than a typing mistake.")
        return said


class SetAsideForm(forms.Form):
    reason = forms.CharField(label="Why not?", max_length=300)
