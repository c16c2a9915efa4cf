"""A question of the bank in the middle of a lesson: answered for practice, never counted."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from wagtail import blocks

from courses.prose.blocks import KeyBlock

from .samples import SampledBlock


class QuestionField(forms.ModelChoiceField):
    """The approved questions that this person may see, asked for anew each time: the field lives long."""

    def __init__(self, model: Any, **options: Any) -> None:
        self.model = model
        super().__init__(queryset=None, **options)

    def _questions(self) -> Any:
        return self.model.objects.choosable()

    def _ignore(self, queryset: Any) -> None:
        self.widget.choices = ModelChoiceIterator(self)

    queryset = property(_questions, _ignore)  # type: ignore[assignment]

    def label_from_instance(self, question: Any) -> str:
        return question.label()


class QuestionBlock(blocks.ChooserBlock):
    """Names a model above by string, and asks it no more than `choosable`, `label` and `practice`."""

    target_model = "quizzes.Question"
    widget = forms.Select()

    @property
    def field(self) -> QuestionField:
        if "made_field" not in self.__dict__:
            self.made_field = QuestionField(
                self.model_class, widget=forms.Select(), required=self._required, help_text=self._help_text
            )
        return self.made_field

    def value_from_form(self, value: Any) -> Any:
        """The question, or None: drafts save themselves before one is chosen, and a select then posts ""."""
        named = not isinstance(value, str) or value.isdecimal()
        return super().value_from_form(value if named else None)

    def get_form_state(self, value: Any) -> list[str]:
        return [str(value.pk)] if value else [""]

    class Meta:
        icon = "help"


class SelfCheckValue(blocks.StructValue):
    def freeze(self) -> dict:
        return {"key": self["key"], "question": self["question"].practice() if self["question"] else None}

    def problems(self, today: date) -> list[str]:
        """Why the block may not be released, a sentence each."""
        if self["question"] is None:
            return ["A self-check has no question."]
        if not self["question"].practice():
            return ["A self-check asks a question that nobody has approved."]
        return []

    def reads(self) -> list[str]:
        """Questions are counted as questions, or not at all; never as words."""
        return []

    def cites(self) -> list[str]:
        return []

    def notes(self) -> list[tuple[str, str]]:
        return []

    def assets(self) -> list:
        return []

    def seconds(self) -> Decimal:
        return Decimal()


class SelfCheckBlock(SampledBlock):
    """A question for practice. Learners answer as often as they like; nothing is recorded."""

    def sample(self) -> str:
        """As its own app draws one. By name: that app stands above us."""
        form = apps.get_app_config("quizzes").draw_sample()  # type: ignore[attr-defined]
        block = {"id": "sample", "key": "sample", "type": "check", "form": form}
        return render_to_string("courses/lesson_body.html", {"blocks": [block]})

    key = KeyBlock()
    question = QuestionBlock(
        help_text="An approved question of this course. It can't be in the post-test as well."
    )

    class Meta:
        description = "A question for practice. Learners answer as often as they like; nothing is recorded."
        label_format = "{question}"
        icon = "help"
        label = "Self-check"
        value_class = SelfCheckValue
        group = "Text"
