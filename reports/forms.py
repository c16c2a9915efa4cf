"""What a therapist enters about renewals and about hours from elsewhere."""

from datetime import date, timedelta

from django import forms

from accounts.models import ProfessionalLicence
from courses.cycles import ending_on
from courses.models import CreditBody, ExternalCredit

from .evidence import UnreadableEvidence, read_evidence

MODES = {"home-study": "Home study", "webinar": "Live webinar", "live": "In person"}
CATEGORIES = {
    "general": "General",
    "technique": "Technique",
    "classroom": "Hands-on, in person",
    "ethics": "Ethics",
    "laws": "Laws and rules",
    "medical-errors": "Prevention of medical errors",
    "human-trafficking": "Human trafficking",
    "first-aid-cpr": "First aid and CPR",
    "self-care": "Self-care",
    "communicable-disease": "Communicable disease",
    "diversity": "Diversity",
    "health-equity": "Health equity",
    "domestic-violence": "Domestic violence and sexual assault",
    "sexual-harassment": "Sexual harassment prevention",
}
FARTHEST = timedelta(days=12 * 366)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CycleForm(forms.Form):
    """A renewal period, told by its last day. Its first day follows from the rule unless it is given."""

    last = DayField(label="My license renews or expires on", help_text="The last day of this cycle.")
    first = DayField(
        label="The cycle began on",
        required=False,
        help_text="Leave it empty and we'll count back by your board's rule.",
    )
    issued_on = DayField(
        label="My license was first issued on",
        required=False,
        help_text="Some boards ask for less in a license's first cycle.",
    )

    def __init__(
        self, *args, licence: ProfessionalLicence, months: int | None, today: date, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.licence, self.months, self.today = licence, months, today
        if months is None:
            self.fields["first"].required = True
            self.fields["first"].help_text = "We hold no rule for this board, so we can't count back."

    def clean_last(self) -> date:
        last = self.cleaned_data["last"]
        if abs(last - self.today) > FARTHEST:
            raise forms.ValidationError("That's more than twelve years away. Check the year.")
        return last

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last, issued = given.get("first"), given.get("last"), given.get("issued_on")
        if last and not first and self.months:
            given["first"] = first = ending_on(last, self.months).first
        if first and last and first > last:
            self.add_error("first", "A cycle begins before it ends. Check the two days.")
        elif first and last and last - first > FARTHEST:
            self.add_error("first", "That cycle is longer than twelve years. Check the two years.")
        if issued and issued > self.today:
            self.add_error("issued_on", "That day is still to come.")
        return given


class AuditPackForm(forms.Form):
    """For which license and which days. `own` are the licenses of whoever asks."""

    licence = forms.ModelChoiceField(
        label="License",
        queryset=ProfessionalLicence.objects.none(),
        required=False,
        empty_label="No particular license",
        help_text="The pack says what counts for it by the rule that we hold.",
    )
    first = DayField(label="First day", help_text="Of the cycle that the board audits.")
    last = DayField(label="Last day")

    def __init__(self, *args, own, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["licence"].queryset = own  # type: ignore[attr-defined]

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day comes before the first. Check the two days.")
        elif first and last and last - first > FARTHEST:
            self.add_error("first", "That's more than twelve years. Make a pack for each cycle.")
        return given


class EraseForm(forms.Form):
    """The one thing that nobody presses by mistake."""

    understood = forms.BooleanField(
        label="I've read what goes and what stays. Erase my account.",
        error_messages={"required": "Nothing was erased. Tick the box to say that you've read this."},
    )


class ExternalCreditForm(forms.ModelForm):
    """Hours that another provider gave."""

    earned_on = DayField(label="Completed on")
    mode = forms.ChoiceField(label="How it was taught", choices=MODES.items)
    category = forms.ChoiceField(
        label="Subject", choices=CATEGORIES.items, help_text="As the certificate says."
    )
    hours = forms.DecimalField(label="Hours", min_value=0.25, max_value=200, decimal_places=2)
    accreditor = forms.ChoiceField(
        label="Approved by",
        required=False,
        help_text="The body whose approval number stands on the certificate.",
    )
    evidence = forms.FileField(
        label="Certificate",
        required=False,
        help_text="A PDF, PNG or JPEG of up to 5 MB. Only you can open it.",
    )

    class Meta:
        model = ExternalCredit
        fields = ("title", "provider", "hours", "earned_on", "mode", "category", "accreditor")
        labels = {"title": "Course", "provider": "Provider"}

    field_order = (
        "title", "provider", "hours", "earned_on", "mode", "category", "accreditor", "evidence"
    )  # fmt: skip

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        bodies = CreditBody.objects.values_list("code", "name")
        self.fields["accreditor"].choices = [("", "Nobody, or I don't know"), *bodies]  # type: ignore[attr-defined]

    def clean_earned_on(self) -> date:
        day = self.cleaned_data["earned_on"]
        if day > self.today:
            raise forms.ValidationError("That day is still to come.")
        return day

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        if upload is None:
            return None
        try:
            return read_evidence(upload)
        except UnreadableEvidence as error:
            raise forms.ValidationError(str(error)) from error
