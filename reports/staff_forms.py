"""What an employer enters about staff."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms

from accounts.invitees import Invitee
from accounts.models import Invitation
from certificates.tables import decoded
from courses.models import Edition

from .forms import DayField
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


TICKED, EVERYBODY = "", "everybody"
FARTHEST_DUE = timedelta(days=3 * 366)


class AssignForm(forms.Form):
    """Which course, for whom, by when. `listed` are those on the employer's list, each with its location."""

    course = forms.ChoiceField(label="Course")
    due_on = DayField(label="Finished by")
    note = forms.CharField(
        label="Note", max_length=200, required=False, help_text="They read it beside the course."
    )
    group = forms.ChoiceField(label="For whom", required=False)
    staff = forms.MultipleChoiceField(
        label="People", required=False, widget=forms.CheckboxSelectMultiple, help_text="Tick one or several."
    )

    def __init__(
        self, *args, offered: Sequence[Edition], listed: Sequence[Invitation], today: date, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(edition.course_id): edition for edition in offered}
        self.listed, self.today = listed, today
        places = {str(each.location_id): each.location.name for each in listed if each.location}
        courses = [(key, edition.title) for key, edition in self.offered.items()]
        groups = [
            (TICKED, "Only those ticked below"),
            (EVERYBODY, f"Everybody on the list ({len(listed):,})"),
            *((key, f"Everybody at {name}") for key, name in sorted(places.items(), key=lambda p: p[1])),
        ]
        people = [
            (str(each.public_id), f"{each.name} · {each.location}" if each.location else each.name)
            for each in listed
        ]
        for name, choices in (("course", [("", "Choose"), *courses]), ("group", groups), ("staff", people)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError("That day has passed. Choose today or a later one.")
        if day - self.today > FARTHEST_DUE:
            raise forms.ValidationError("That's more than three years away. Check the year.")
        return day

    def clean(self) -> dict:
        given = super().clean() or {}
        if not self.errors and not self.chosen():
            self.add_error("staff", "Tick somebody, or choose a group above.")
        return given

    def edition(self) -> Edition:
        return self.offered[self.cleaned_data["course"]]

    def chosen(self) -> list[Invitation]:
        """Those ticked, and those of the group."""
        group, ticked = self.cleaned_data["group"], set(self.cleaned_data["staff"])
        return [
            each
            for each in self.listed
            if group == EVERYBODY or str(each.location_id) == group or str(each.public_id) in ticked
        ]


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
