from datetime import timedelta
from typing import cast

from django import forms
from django.db.models import QuerySet

from accounts.models import ProfessionalLicence
from courses.names import LONGEST, clean, unsupported

from .acting import REISSUE_REASONS, REVOKE_REASONS, Act
from .codes import LONGEST_INPUT, TypingMistake, WrongCode, canonical
from .models import ApiKey, Certificate


class CodeForm(forms.Form):
    """One code, however it was typed; cleaned, it is the stored form."""

    code = forms.CharField(
        label="Code on the certificate",
        help_text="24 letters and digits. Capitals, spaces and dashes don't matter.",
        max_length=LONGEST_INPUT,
        error_messages={
            "required": "Type the code that stands beside the square pattern on the certificate."
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
                "inputmode": "text",
            }
        ),
    )

    def clean_code(self) -> str:
        try:
            return canonical(self.cleaned_data["code"])
        except TypingMistake as error:
            raise forms.ValidationError(f"{error} Compare each group of four with the paper.") from error
        except WrongCode as error:
            raise forms.ValidationError(str(error)) from error


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, as a list."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        return [super(ManyFilesField, self).clean(one, initial) for one in data or []]


class ManyForm(forms.Form):
    """A list of codes, or files, to be checked at once; perhaps with the receipt of an earlier check."""

    codes = forms.CharField(
        label="Paste codes",
        help_text="One a line. Up to 5,000.",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "code-input", "spellcheck": "false"}),
    )
    papers = ManyFilesField(
        label="Or choose files",
        help_text=(
            "A spreadsheet (.csv, .xlsx) with a column of codes, or certificates themselves: "
            "up to 500 PDF, PNG or JSON files, or one ZIP of them. We keep none of it."
        ),
        required=False,
        widget=ManyFilesInput(
            attrs={"multiple": True, "accept": ".csv,.xlsx,.pdf,.png,.json,.zip", "data-drop": True}
        ),
    )
    receipt = forms.FileField(
        label="Receipt of an earlier check",
        help_text="Add last quarter's receipt (.json), and you'll see only what has changed since.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned["codes"].strip() or cleaned["papers"] or cleaned["receipt"]):
            self.add_error("codes", "Paste codes or choose a file first.")
        return cleaned


class ConfirmForm(forms.Form):
    """What a verifier knows from the paper: the family name, and perhaps a license number."""

    family_name = forms.CharField(
        label="Family name on the certificate",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    licence = forms.CharField(
        label="License number to compare",
        help_text="You'll see whether it matches. We don't show the number.",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class DisclosureForm(forms.Form):
    """The holder's choice of what others see."""

    confirm_only = forms.ChoiceField(
        label="Who may see this certificate?",
        choices=[
            ("", "Anybody with its code or link"),
            ("1", "Only somebody with its code who also types my family name"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    family_name = forms.CharField(
        label="Family name to type",
        help_text="As it stands on the certificate. Capitals and accents don't matter.",
        max_length=120,
        required=False,
    )
    licence = forms.ModelChoiceField(
        ProfessionalLicence.objects.none(),
        label="Show a license",
        help_text="Others see the state and the last three characters, and can compare a number they know.",
        required=False,
        empty_label="Show none",
    )

    def __init__(self, *args, licences: QuerySet[ProfessionalLicence], **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["licence"]).queryset = licences

    def clean_confirm_only(self) -> bool:
        return bool(self.cleaned_data["confirm_only"])


class ApiKeyForm(forms.Form):
    """A new key for an organisation's software."""

    name = forms.CharField(
        label="What will use it",
        help_text="So that you know it again: “Scheduling system”, for example.",
        max_length=60,
    )
    scope = forms.ChoiceField(
        label="What may it ask?",
        choices=ApiKey.Scope.choices,
        initial=ApiKey.Scope.ONE,
        widget=forms.RadioSelect,
    )


class ShareForm(forms.Form):
    """Which certificates a link shows, for whom and how long."""

    certificates = forms.ModelMultipleChoiceField(
        Certificate.objects.none(),
        label="Which certificates?",
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    note = forms.CharField(
        label="For whom",
        help_text="Only you read it: “Riverside Clinic”, for example.",
        max_length=80,
        required=False,
    )
    lasts = forms.TypedChoiceField(
        label="How long does it work?",
        choices=[(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "A year")],
        coerce=lambda days: timedelta(days=int(days)),
        initial=30,
    )

    def __init__(
        self, *args, own: QuerySet[Certificate], choices: list[tuple[str, str]], chosen: str = "", **kwargs
    ):
        """`choices` are the ids of one's own with their titles; `chosen` is ticked at first, or else all."""
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField, self.fields["certificates"])
        field.queryset, field.choices = own, choices
        known = [key for key, _ in choices]
        self.initial["certificates"] = [chosen] if chosen in known else known


class NameForm(forms.Form):
    """The right name, in characters that a certificate can print, and another than it bears."""

    name = forms.CharField(label="Name exactly as on your license", max_length=LONGEST)

    def __init__(self, *args, printed: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.printed = printed

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"])
        if missing := unsupported(name):
            raise forms.ValidationError(f"Our certificates can't print {missing}. Use the Latin spelling.")
        if name == self.printed:
            raise forms.ValidationError("That is the name it bears already.")
        return name


class ActForm(forms.Form):
    """What a registrar says when acting on one certificate. `foretold` is what the act will have done."""

    def __init__(self, *args, certificate: Certificate, **kwargs):
        super().__init__(*args, **kwargs)
        self.certificate = certificate

    def foretold(self) -> list[str]:
        raise NotImplementedError

    def replaced(self) -> list[str]:
        """What goes for every certificate whose place another one takes."""
        return [
            f"{self.certificate.serial} stays, and its page says that it was replaced. "
            "Whoever types its code is led to the new one.",
            "The holder gets a mail with the new code.",
        ]


class CorrectForm(ActForm):
    """A registrar's correction: the name as on the license, and what showed it."""

    name = forms.CharField(label="Name as on the license", max_length=LONGEST)
    reason = forms.CharField(
        label="What showed that the name is wrong", help_text="Kept in the audit log.", max_length=300
    )

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"])
        if missing := unsupported(name):
            raise forms.ValidationError(f"Certificates can't print {missing}. Use the Latin spelling.")
        if name == self.certificate.name:
            raise forms.ValidationError("That is the name it bears already.")
        return name

    def foretold(self) -> list[str]:
        new, old = self.cleaned_data["name"], self.certificate.name
        return [f"A new certificate bears the name “{new}” instead of “{old}”.", *self.replaced()]


class RevokeForm(ActForm):
    """Why, for everybody and for us."""

    public_reason = forms.ChoiceField(
        label="Public reason",
        choices=[(reason, reason) for reason in REVOKE_REASONS],
        help_text="Everybody reads it.",
    )
    private_reason = forms.CharField(
        label="What happened", help_text="Only registrars and auditors read it.", max_length=300
    )

    def foretold(self) -> list[str]:
        reason = self.cleaned_data["public_reason"]
        return [
            f"{self.certificate.serial} of {self.certificate.name} no longer stands, from this moment.",
            f"Everybody who checks it reads: “Revoked: {reason}”.",
            "The holder gets a mail with the public reason.",
            "It can be reinstated. Both events stay on its page.",
        ]


class ReissueForm(ActForm):
    """Why a certificate is made anew, for everybody and for us."""

    public_reason = forms.ChoiceField(
        label="Public reason",
        choices=[(reason, reason) for reason in REISSUE_REASONS],
        help_text="Everybody reads it.",
    )
    private_reason = forms.CharField(
        label="What happened", help_text="Only registrars and auditors read it.", max_length=300
    )

    def foretold(self) -> list[str]:
        reason = self.cleaned_data["public_reason"]
        new = f"A new certificate says the same of {self.certificate.name}, with a new number and a new code, signed by today's key."
        said = f"Everybody who checks the old one reads why: “{reason}”."
        return [new, *self.replaced(), said]


class ReinstateForm(ActForm):
    private_reason = forms.CharField(
        label="Why it stands again", help_text="Only registrars and auditors read it.", max_length=300
    )

    def foretold(self) -> list[str]:
        return [
            f"{self.certificate.serial} of {self.certificate.name} stands again, from this moment.",
            "Its page keeps saying when and why it was revoked and when it was reinstated.",
            "The holder gets a mail.",
        ]


class CauseForm(forms.Form):
    """Why many are acted on at once, and that whoever does it has read how many."""

    digest = forms.CharField(widget=forms.HiddenInput)
    public_reason = forms.ChoiceField(label="Public reason", help_text="Everybody reads it.")
    private_reason = forms.CharField(
        label="What happened", help_text="Only registrars and auditors read it.", max_length=300
    )
    count = forms.IntegerField(label="How many?")

    def __init__(self, *args, act: Act, count: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = count
        reasons = cast(forms.ChoiceField, self.fields["public_reason"])
        reasons.choices = [(reason, reason) for reason in act.reasons]
        self.fields["count"].help_text = f"Type {count} to confirm."

    def clean_count(self) -> int:
        if self.cleaned_data["count"] != self.expected:
            raise forms.ValidationError(f"{self.expected} would be touched. Type that number to confirm.")
        return self.expected
