"""What a registrar enters about people's enrolments and about what is to be summed up."""

from django import forms
from django.db import transaction

from accounts import granting
from accounts.auditing import audit
from accounts.confirming import whose
from accounts.models import Organisation, Role, User
from certificates.tables import decoded
from courses.models import Course

from .enrolment_lists import LARGEST_FILE, TOO_LARGE, Wanted
from .forms import DayField


class EnrolForm(forms.Form):
    """One person, one course."""

    email = forms.EmailField(label="Email address of the account", max_length=254)
    course = forms.ModelChoiceField(Course.objects.order_by("code"), label="Course", empty_label="Choose")

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(0, given["email"].lower(), given["course"].code)


class EnrolmentListForm(forms.Form):
    """A file, or the text of the one that was checked before."""

    people = forms.FileField(
        label="List (.csv)",
        help_text="Its first line names the columns email and course; a course stands by its code. Up to 2,000 lines.",
        required=False,
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        upload = cleaned.get("people")
        if upload and upload.size > LARGEST_FILE:
            self.add_error("people", TOO_LARGE)
        elif upload:
            cleaned["text"] = decoded(upload.read())
        elif not cleaned.get("text") and not self.errors:
            self.add_error("people", "Choose a file first.")
        return cleaned


class OrganisationForm(forms.Form):
    """A new employer."""

    name = forms.CharField(label="Name of the organization", max_length=160)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Organisation.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("An organization of this name is set up already.")
        return name

    @transaction.atomic
    def kept(self, *, by: User) -> Organisation:
        made = Organisation.objects.create(name=self.cleaned_data["name"])
        audit(by, "organization set up", made)
        return made


class SpeakerForm(forms.Form):
    """Who is to speak for an employer: somebody with an account, by the address that they confirmed."""

    email = forms.EmailField(label="Email address of the account", max_length=254)
    reason = forms.CharField(
        label="Why", max_length=300, help_text="How you know that they speak for it. Kept in the audit log."
    )

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].lower()
        person = whose(address)
        if person is None:
            raise forms.ValidationError(
                "Nobody has confirmed this address here. Ask them to create an account and to confirm it first."
            )
        if person == self.by:
            raise forms.ValidationError("You can't give a role to yourself. Ask another registrar.")
        self.person = person
        return address

    def kept(self, organisation: Organisation) -> User:
        granting.grant(
            self.person,
            Role.EMPLOYER,
            by=self.by,
            reason=self.cleaned_data["reason"],
            scope=organisation.scope,
        )
        return self.person


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(label="Why", max_length=300, help_text="Kept in the audit log.")


class EvaluationsForm(forms.Form):
    """Which course, and the days on which forms were sent."""

    course = forms.ModelChoiceField(Course.objects.order_by("code"), label="Course", empty_label="Choose")
    first = DayField(label="Answered from")
    last = DayField(label="Answered until")

    def clean(self) -> dict:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", "The period ends before it begins. Check the two days.")
        return given
