from django import forms

from .codes import LONGEST_INPUT, TypingMistake, WrongCode, canonical


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
