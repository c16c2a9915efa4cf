"""What a reviewer from outside says of questions: of one, or of all that are left."""

from django import forms

from .models import OutsideQuestionComment

APPROVE, CHANGES, COMMENT = "approve", "changes", "comment"
ATTESTS = (
    "I have read {} as learners will see it, with its key and the reasons given. What it asks is right, "
    "its key is right, and learners may be asked it."
)
MISSING = {
    CHANGES: "Say what is to be changed, for the author.",
    COMMENT: "Write your comment first.",
}


class SignedForm(forms.Form):
    """Who judges. `signed`: they said so before, and needn't be asked again."""

    name = forms.CharField(label="Your name", max_length=150)
    qualifications = forms.CharField(
        label="Your qualifications",
        max_length=300,
        help_text="Licenses, degrees, what you teach. Boards ask who reviewed a course.",
    )

    def __init__(self, *args, signed=False, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "qualifications") if signed else ():
            self.fields[name].widget = forms.HiddenInput()


class WordsForm(forms.Form):
    """What may be said of one question. Many stand in one page's form: each box is named after its question."""

    words = forms.CharField(
        label="Your comment",
        required=False,
        max_length=OutsideQuestionComment.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, question, held="", initial=None, **kwargs):
        self.question = question
        initial = (initial or {}) | {"words": held}
        super().__init__(data, initial=initial, auto_id=f"judge-{question.pk}-%s", **kwargs)
        if held:
            self.fields["words"].help_text = "You typed this before. It isn’t sent yet."

    def add_prefix(self, field_name):
        return f"words-{self.question.pk}" if field_name == "words" else super().add_prefix(field_name)


class QuestionForm(SignedForm, WordsForm):
    """What is said of one question. `say` is the button that was pressed."""

    field_order = ["words", "name", "qualifications"]

    def __init__(self, *args, say="", **kwargs):
        super().__init__(*args, **kwargs)
        self.say = say
        if say == COMMENT:  # a comment is no verdict: nobody has to sign it
            self.fields["name"].required = self.fields["qualifications"].required = False

    def clean(self):
        said = super().clean() or {}
        if self.say not in (APPROVE, CHANGES, COMMENT):
            self.add_error(None, "Use one of the buttons below the question.")
        if self.say in MISSING and not said.get("words"):
            self.add_error("words", MISSING[self.say])
        return said


class AllForm(SignedForm):
    """One verdict on many questions, and what it attests."""

    agreed = forms.BooleanField()
    field_order = ["agreed", "name", "qualifications"]

    def __init__(self, *args, count, **kwargs):
        super().__init__(*args, **kwargs)
        these = f"each of these {count} questions" if count != 1 else "this question"
        self.attests = ATTESTS.format(these)
        self.fields["agreed"].label = self.attests
