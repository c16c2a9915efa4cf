"""What an employer enters about staff."""

from django import forms

from accounts.invitees import Invitee
from certificates.tables import decoded

from .staff_lists import LARGEST_FILE, LONGEST_ADDRESS, LONGEST_LOCATION, LONGEST_NAME, TOO_LARGE, problems


class InviteForm(forms.Form):
    """One person."""

    name = forms.CharField(
        label="Name", max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="Email address",
        help_text="They sign in with this address, so take the one they use with us if you know it.",
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    location = forms.CharField(
        label="Location", max_length=LONGEST_LOCATION, required=False, help_text="Where they work."
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors and (wrong := problems(self.invitee())):
            self.add_error("email", wrong[0])
        return cleaned

    def invitee(self) -> Invitee:
        given = self.cleaned_data
        return Invitee(given["email"].lower(), given["name"], given["location"])


class StaffListForm(forms.Form):
    """A file, or the text of the one that was checked before."""

    staff = forms.FileField(
        label="Staff list (.csv)",
        help_text="Its first line names the columns: email, name and, if you like, location. Up to 10,000 people.",
        required=False,
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        upload = cleaned.get("staff")
        if upload and upload.size > LARGEST_FILE:
            self.add_error("staff", TOO_LARGE)
        elif upload:
            cleaned["text"] = decoded(upload.read())
        elif not cleaned.get("text") and not self.errors:
            self.add_error("staff", "Choose a file first.")
        return cleaned
