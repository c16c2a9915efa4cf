from decimal import Decimal, InvalidOperation
from uuid import UUID

from django import forms

from . import hours, names
from .models import HoursDecision, Inquiry, Note, Reply


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


class HoursForm(forms.Form):
    """The hours of a course, and how they come about."""

    method = forms.ChoiceField(
        choices=HoursDecision.Method,
        widget=forms.RadioSelect,
        help_text="The accreditor's own. For massage, NCBTMB's is the one that binds, and gives the least.",
    )
    hours = forms.DecimalField(
        label="Hours granted (CE)",
        min_value=0,
        max_value=99,
        decimal_places=2,
        help_text="What certificates will say. It may be less than the method gives, never more.",
    )
    difficulty = forms.DecimalField(
        min_value=1,
        max_value=5,
        decimal_places=1,
        required=False,
        help_text="For Mergener: 1 very easy to 5 very difficult, set by a reviewer who didn't write the course.",
    )
    pilot_minutes = forms.CharField(
        label="Pilot times in minutes",
        max_length=300,
        required=False,
        help_text="For pilot times: how long each person of the pilot took, such as 55, 62, 70.",
    )
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why this figure. Auditors read it.",
    )

    def clean_pilot_minutes(self):
        text = self.cleaned_data["pilot_minutes"].replace(";", ",")
        try:
            times = [Decimal(part.strip()) for part in text.split(",") if part.strip()]
            if times:
                hours.pilot(times)
        except InvalidOperation:
            raise forms.ValidationError(
                "Write minutes with commas between them, such as 55, 62, 70."
            ) from None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        return times


class PlaceForm(forms.Form):
    """What a page says of its reader: the block at the top, seconds of activity, and how old the news is."""

    block = forms.CharField(max_length=60, required=False)
    seconds = forms.IntegerField(min_value=0, max_value=3600, required=False)
    ago = forms.IntegerField(min_value=0, required=False)


class AtBlockForm(forms.Form):
    """Something at a block of a lesson, or at the lesson as a whole. `blocks`: first words by id."""

    block = forms.ChoiceField(label="Where", required=False)

    def __init__(self, *args, blocks, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "The lesson as a whole"), *blocks.items()]
        self.fields["block"] = forms.ChoiceField(label="Where", required=False, choices=choices)


class NoteForm(AtBlockForm):
    text = forms.CharField(
        label="Note",
        help_text="Only you can see it.",
        max_length=Note.LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class BookmarkForm(AtBlockForm):
    wanted = forms.BooleanField(required=False)


class EvaluationForm(forms.Form):
    """The frozen questions of an evaluation: ratings are required, texts are not."""

    LONGEST = 2000

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        scale = [(str(number), words) for number, words in enumerate(body["scale"], 1)]
        for question in body["questions"]:
            self.fields[question["id"]] = (
                forms.ChoiceField(label=question["prompt"], choices=scale, widget=forms.RadioSelect)
                if question["kind"] == "rating"
                else forms.CharField(
                    label=question["prompt"],
                    max_length=self.LONGEST,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
            )

    def answers(self) -> dict[UUID, int | str]:
        """What was answered, by the question's id."""
        given = {UUID(name): value for name, value in self.cleaned_data.items() if value}
        rated = {UUID(name) for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)}
        return {name: int(value) if name in rated else value for name, value in given.items()}


class InquiryForm(AtBlockForm):
    text = forms.CharField(
        label="Your question",
        help_text="The instructors see it with your name. Leave out whatever could identify a client.",
        max_length=Inquiry.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)


class ReplyForm(forms.Form):
    """An instructor's answer, and whether everyone who reads the lesson sees it."""

    text = forms.CharField(
        label="Your answer",
        help_text="The learner gets it by mail and sees it in the lesson.",
        max_length=Reply.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shared = forms.BooleanField(
        label="Show question and answer to everyone who reads this lesson", required=False
    )
    shared_as = forms.CharField(
        label="The question as everyone reads it",
        help_text="In your words, without anything that could identify the learner or a client.",
        max_length=300,
        required=False,
    )

    def clean(self):
        said = super().clean() or {}
        if said.get("shared") and not said.get("shared_as"):
            self.add_error("shared_as", "Write the question as everyone may read it.")
        return said


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300)
