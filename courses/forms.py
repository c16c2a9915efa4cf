from django import forms

from . import names


class AttestationForm(forms.Form):
    """The name as on the licence, and the statement."""

    name = forms.CharField(
        label="Your name, as on your license",
        help_text="Your certificate prints exactly this. Boards compare it with your license.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-name-source": "", "spellcheck": "false"}),
        # Longer input is cut off nowhere; `clean_name` counts what is left after cleaning.
        max_length=4 * names.LONGEST,
    )
    agreed = forms.BooleanField(error_messages={"required": "Check the box to confirm the statement."})

    def __init__(self, *args, statement, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = statement

    def clean_name(self):
        name = names.clean(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError("Type your name.")
        if len(name) > names.LONGEST:
            raise forms.ValidationError(f"The certificate has room for {names.LONGEST} characters.")
        if missing := names.unsupported(name):
            characters = " ".join(f"“{character}”" for character in missing[:10])
            raise forms.ValidationError(
                f"The certificate can't print {characters}. Type your name in the letters of your license."
            )
        return name


class ReleaseForm(forms.Form):
    """What a registrar says of a release."""

    notes = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="What changed, for the record and for whoever audits it.",
    )
    minor = forms.BooleanField(
        label="Only typing mistakes were mended in lessons",
        required=False,
        help_text="A minor release takes active learners along. Otherwise they finish the edition they are on.",
    )
