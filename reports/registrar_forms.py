"""What a registrar enters about people's enrolments and about what is to be summed up."""

from django import forms
from django.db import transaction

from accounts.auditing import audit
from accounts.models import Organisation, User
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


class WithdrawKeyForm(forms.Form):
    """Why a key ends."""

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
