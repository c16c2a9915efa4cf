"""What a registrar enters about rosters for boards."""

from django import forms

from accounts.places import STATES
from certificates.tables import Unreadable
from courses.models import Approval, Course, CreditBody

from . import receipts
from .forms import DayField
from .receipts import LARGEST_RECEIPT, Receipt


class RosterForm(forms.Form):
    """Which completions, for which board."""

    course = forms.ModelChoiceField(Course.objects.order_by("code"), label="Course", empty_label="Choose")
    state = forms.ChoiceField(
        label="State", choices=[("", "Choose"), *sorted(STATES.items(), key=lambda s: s[1])]
    )
    profession = forms.RegexField(
        r"^[A-Za-z0-9]{1,10}$",
        label="Profession code",
        help_text="The database's own code for massage therapists, such as MA. Ask the board if you aren't certain.",
        error_messages={"invalid": "A code has up to ten letters and digits."},
    )
    first = DayField(label="Completed from")
    last = DayField(label="Completed until", help_text="That day included, by each learner's own calendar.")

    def clean_profession(self) -> str:
        return self.cleaned_data["profession"].upper()

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", "The period ends before it begins. Check the two days.")
        return given


class ProviderPackForm(forms.Form):
    """Which course, for which accreditor, of which days."""

    course = forms.ModelChoiceField(Course.objects.order_by("code"), label="Course", empty_label="Choose")
    accreditor = forms.ChoiceField(
        label="Accreditor", help_text="The index follows its published rules, where we know them."
    )
    first = DayField(label="Completed from")
    last = DayField(label="Completed until", help_text="That day included, by each learner's own calendar.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        entered = set(Approval.objects.values_list("accreditor", flat=True).order_by().distinct())
        boards = set(CreditBody.objects.values_list("name", flat=True))
        names = sorted(entered | boards | {"NCBTMB"})
        self.fields["accreditor"].choices = [("", "Choose"), *((name, name) for name in names)]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", "The period ends before it begins. Check the two days.")
        return given


class ReceiptForm(forms.Form):
    """What came back: a file of refused lines, or that there were none."""

    receipt = forms.FileField(
        label="Error receipt (.csv, .xlsx)",
        help_text="Its first row names the columns: one with “License”, one with “Message” or “Error”. Up to 2 MB.",
        required=False,
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )
    none_refused = forms.BooleanField(label="Every line was accepted", required=False)

    def clean(self) -> dict:
        given = super().clean() or {}
        upload, none_refused = given.get("receipt"), given.get("none_refused")
        if bool(upload) == bool(none_refused) and not self.errors:
            self.add_error(
                "receipt", "Choose the receipt, or say that every line was accepted: one of the two."
            )
        elif upload:
            try:
                given["answers"] = receipts.read(upload.read(LARGEST_RECEIPT + 1))
            except Unreadable as error:
                self.add_error("receipt", str(error))
        else:
            given["answers"] = Receipt([])
        return given
