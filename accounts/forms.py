"""What people type at the doors, forgiven where it can be."""

import re
import secrets
import unicodedata

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from .joining import join, whose
from .models import ProfessionalLicence, User
from .places import STATES, ZONES

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "password1": "Password",
    "password2": "Password, once more",
    "oldpassword": "Current password",
    "code": "Code",
    "name": "Name of the key",
    "passwordless": "Sign in with this key alone",
}
HELP = {
    "password1": "At least 10 characters. A short sentence works well.",
    "name": "So that you can tell your keys apart.",
    "passwordless": "The key then asks for your fingerprint, face or PIN instead of a password.",
}


class Plainly:
    """allauth's forms in our words: labels say what a field is, so placeholders need not."""

    fields: dict[str, forms.Field]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class LoginForm(Plainly, account.LoginForm):
    pass


class SignupForm(Plainly, account.SignupForm):
    def try_save(self, request):
        """The person and None, or None and a response. With a password, the same whoever has the address."""
        if self.by_passkey:
            return super().try_save(request)
        address, password = self.cleaned_data["email"], self.cleaned_data["password1"]
        known = whose(request, address, password)
        if known:
            login = Login(user=known, email=address, redirect_url=get_next_redirect_url(request))
            return None, perform_password_login(request, {"email": address}, login)
        adapter = get_adapter(request)
        user = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        return join(user, address), None


class AddEmailForm(Plainly, account.AddEmailForm):
    pass


class ChangePasswordForm(Plainly, account.ChangePasswordForm):
    pass


class SetPasswordForm(Plainly, account.SetPasswordForm):
    pass


class ResetPasswordForm(Plainly, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Plainly, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Plainly, account.ReauthenticateForm):
    pass


class EmailCodeForm(Plainly, account.ConfirmEmailVerificationCodeForm):
    pass


class AuthenticateForm(Plainly, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(Plainly, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Plainly, totp.ActivateTOTPForm):
    pass


class AddKeyForm(Plainly, webauthn.AddWebAuthnForm):
    """A passkey unless they say otherwise."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class FirstKeyForm(Plainly, webauthn.SignupWebAuthnForm):
    pass


class EditKeyForm(Plainly, webauthn.EditWebAuthnForm):
    pass


class CodeForm(forms.Form):
    """Six digits, however they were typed or pasted."""

    code = forms.CharField(
        label="Code from the mail",
        max_length=40,
        help_text="Six digits. Pasting is fine.",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": None}
        ),
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s\-.]", "", unicodedata.normalize("NFKC", self.cleaned_data["code"]))
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise forms.ValidationError("The code is six digits, such as 031 452.")
        return digits

    def matches(self, expected: str) -> bool:
        return secrets.compare_digest(self.cleaned_data["code"], expected)


class AddressForm(forms.Form):
    email = EmailField(label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=ZONES.items,
        help_text="Deadlines and completion dates are shown on your clock.",
    )

    class Meta:
        model = User
        fields = ("name", "time_zone")
        labels = {"name": "Your name"}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        help_texts = {
            "name": "How we address you. The name on a certificate is asked for when you finish a course."
        }

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class LicenceForm(forms.ModelForm):
    jurisdiction = forms.ChoiceField(
        label="State", choices=lambda: [("", "Choose a state"), *STATES.items()], initial=""
    )
    number = forms.RegexField(
        regex=r"^[A-Za-z0-9][A-Za-z0-9 \-]*$",
        label="License number",
        max_length=40,
        strip=True,
        help_text="As it stands on the license, such as MT123456.",
        error_messages={"invalid": "A license number has only letters, digits, dashes and spaces."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    class Meta:
        model = ProfessionalLicence
        fields = ("jurisdiction", "number")

    def clean_number(self) -> str:
        return " ".join(self.cleaned_data["number"].split()).upper()

    def clean(self) -> dict:
        given = super().clean() or {}
        held = ProfessionalLicence.objects.filter(
            holder=self.instance.holder, jurisdiction=given.get("jurisdiction"), number=given.get("number")
        )
        if given.get("number") and held.exists():
            self.add_error("number", "You have listed this license already.")
        return given
