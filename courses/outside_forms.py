"""What an outside reviewer is asked, and what is asked of whoever invites one."""

from django import forms

from .models import OutsideComment


class InviteForm(forms.Form):
    name = forms.CharField(label="Who should review it?", max_length=150)
    email = forms.EmailField(
        label="Their email address",
        help_text="Not yours, and not that of anybody who writes this course. The link goes there and nowhere else.",
    )
    message = forms.CharField(
        label="A few words for them",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(forms.Form):
    block = forms.ChoiceField(label="About", required=False)
    text = forms.CharField(
        label="Your comment", max_length=OutsideComment.LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, blocks, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "The page as a whole"), *blocks.items()]
        self.fields["block"].choices = choices  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """`seen` is the digest of what stood on the page."""

    approved = forms.TypedChoiceField(
        label="What do you say?",
        choices=[
            ("yes", "I approve it: learners may be taught this."),
            ("no", "I ask for changes. My comments say which."),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Your name", max_length=150)
    qualifications = forms.CharField(
        label="Your qualifications",
        max_length=300,
        help_text="Licenses, degrees, what you teach. Boards ask who reviewed a course.",
    )
    words = forms.CharField(
        label="Anything else?", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CorrectionVerdictForm(VerdictForm):
    """A correction never changes once it is written: there is nothing else to have seen."""

    seen = None  # type: ignore[assignment]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approved"].choices = [  # type: ignore[attr-defined]
            ("yes", "I approve it: what is new is right."),
            ("no", "I don’t. Below I say why."),
        ]

    def clean(self):
        said = super().clean() or {}
        if said.get("approved") is False and not said.get("words"):
            self.add_error("words", "Say what is wrong with it, for the author.")
        return said
