"""The editor of a question: forms that its kind's editor.py asks for, and what was filled in, as a payload."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from django import forms
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify

from accounts.models import User
from courses.models import Objective

from . import banking, kinds
from .kinds.editing import Column, Schema, Table, body_of, carrying, rows_of
from .models import Bank, Question, QuestionVersion

CHANGES = (
    (QuestionVersion.Change.TYPO, "A typo: nothing else"),
    (QuestionVersion.Change.CLARIFICATION, "Clearer words: the answer stays"),
    (QuestionVersion.Change.KEY, "Another answer is right, or worth something else"),
)
BLOOM = ("remember", "understand", "apply", "analyze", "evaluate", "create")


@dataclass(frozen=True)
class Names:
    """Ids of new parts are made at once, and are their own keys."""

    def id(self, key: str) -> str:
        return key

    def key(self, identity: str) -> str:
        return identity

    def inside(self, part: str) -> "Nested":
        return Nested(part)


@dataclass(frozen=True)
class Nested(Names):
    """Keys of what stands inside a part may be letters: they get ids of their own, the same each time."""

    part: str = field(default="")

    def id(self, key: str) -> str:

        return key if len(key) == 36 else str(uuid5(NAMESPACE_OID, f"{self.part}/{key}"))


class QuestionForm(forms.ModelForm):
    """What is said of a question beside its text."""

    references = forms.CharField(
        required=False, help_text="Keys of the library, like hinds2004. Separate them by commas."
    )
    stem = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Question",
        help_text="What learners read. Plain text will do.",
    )
    rationale = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Shown when keys are: why the answer is right, with its source.",
    )
    new_bank = forms.CharField(
        max_length=200, required=False, label="Or a new bank", help_text="Its name, like “Low back pain”."
    )
    bloom = forms.ChoiceField(
        choices=[("", "—"), *((level, level.capitalize()) for level in BLOOM)], required=False
    )

    class Meta:
        model = Question
        fields = ["bank", "objective", "bloom", "answered_in", "tags", "must_pass"]

    def __init__(self, *args: Any, objectives: Any, schema: Schema, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].queryset = objectives  # type: ignore[attr-defined]
        self.fields["objective"].required = True
        self.fields["bank"].queryset = banks_for(objectives)  # type: ignore[attr-defined]
        self.fields["bank"].required = False
        if self.instance.pk:
            self.fields["bank"].disabled = True
            del self.fields["new_bank"]
            self.fields["change"] = forms.ChoiceField(
                choices=CHANGES, widget=forms.RadioSelect, label="What changed", initial="clarification"
            )
        for column in schema.fields:
            self.fields[column.name] = field_of(column)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("bank") and not said.get("new_bank", "").strip() and "bank" not in self.errors:
            self.add_error("bank", "Choose a bank, or name a new one.")
        return said

    def clean_references(self) -> list[str]:
        return [key.strip() for key in self.cleaned_data["references"].split(",") if key.strip()]


def banks_for(objectives: Any) -> Any:
    """The banks that these objectives' courses ask from, and those that nobody has asked from yet."""
    courses = objectives.values("course")
    return Bank.objects.filter(Q(questions__objective__course__in=courses) | Q(questions=None)).distinct()


def field_of(column: Column) -> forms.Field:
    common: dict[str, Any] = {
        "label": column.label,
        "required": column.required,
        "help_text": column.help,
        "initial": column.usual,
    }
    if column.choices:
        offered = column.choices if column.usual else (("", "Choose…"), *column.choices)
        return forms.ChoiceField(choices=offered, **common)
    widget = forms.Textarea(attrs={"rows": 2}) if column.kind == "prose" else forms.TextInput()
    return forms.CharField(widget=widget, **common)


def formset_of(table: Table) -> type[BaseFormSet]:
    """Rows of a table. An empty row is no row."""
    fields: dict[str, forms.Field] = {column.name: field_of(column) for column in table.columns}
    fields["key"] = forms.CharField(widget=forms.HiddenInput, required=False)
    row = type("Row", (forms.Form,), fields)
    return formset_factory(row, extra=0, can_delete=True, max_num=20, absolute_max=40)


class Editor:
    """The forms of one question: as they are drawn, and what was filled in."""

    def __init__(
        self, kind: str, *, objectives: Any, data: Any = None, version: QuestionVersion | None = None
    ) -> None:
        self.kind = kind
        self.module = import_module(f"quizzes.kinds.{kind}.editor")
        self.schema: Schema = self.module.SCHEMA
        self.version = version
        self.earlier = kinds.bank(kind).body(version.payload, Names()) if version else {}
        begun = getattr(self.module, "begin", dict)(self.earlier) if version else {}
        question = version.question if version else None
        self.form = QuestionForm(
            data, instance=question, initial=self.initial(begun), objectives=objectives, schema=self.schema
        )
        self.tables = [
            (table, formset_of(table)(data, prefix=table.name, initial=self.rows(table, begun)))
            for table in self.schema.tables
        ]

    def initial(self, begun: dict[str, Any]) -> dict[str, Any]:
        found = {column.name: begun.get(column.name, column.usual) for column in self.schema.fields}
        if self.version:
            found |= {name: self.version.payload.get(name, "") for name in ("stem", "rationale")}
            found["references"] = ", ".join(self.version.references)
        return found

    def rows(self, table: Table, begun: dict[str, Any]) -> list[dict[str, str]]:
        rows = rows_of(table, begun)
        blank = {column.name: column.usual for column in table.columns}
        return rows or [blank] * table.least

    @property
    def own_fields(self) -> list[Any]:
        """The fields of the kind, as they are drawn."""
        return [self.form[column.name] for column in self.schema.fields]

    @property
    def needs_more(self) -> bool:
        """Whether the folded part of the form has to be filled in, or put right."""
        return self.version is None or bool(self.form.errors)

    def is_valid(self) -> bool:
        """Whether it is a whole question. What is wrong with it as a whole stands at the form."""
        self.form.full_clean()
        for _, rows in self.tables:
            for row in rows.forms:
                row.empty_permitted = row.use_required_attribute = not any_said(row)
        parts = [rows.is_valid() for _, rows in self.tables]  # each, so that each says what is wrong
        if not (self.form.is_valid() and all(parts)):
            return False
        try:
            kinds.rule(self.kind).check(self.payload())
        except (ValueError, KeyError, StopIteration) as error:
            self.form.add_error(None, str(error) or "This is no whole question yet.")
            return False
        return True

    def payload(self) -> kinds.Payload:
        said = self.form.cleaned_data
        tables = {table.name: filled(rows.forms) for table, rows in self.tables}
        fields = {column.name: said.get(column.name, "") for column in self.schema.fields}
        body = body_of(self.schema, fields, tables)
        named = {column.name for column in self.schema.fields} | {table.name for table in self.schema.tables}
        carried = {name: value for name, value in self.earlier.items() if name not in named}
        body = getattr(self.module, "finish", lambda body, earlier: body)(carried | body, self.earlier)
        for table in self.schema.tables:
            rows = body.get(table.name, [])
            body[table.name] = carrying(table, rows, self.earlier) if table.has_keys else rows
        kept = kinds.bank(self.kind).payload(body, Names())
        return {"stem": said["stem"].strip(), **kept, "rationale": said["rationale"].strip()}

    def question(self, *, by: User) -> Question:
        """The question's own row, written; with the bank that was named for it."""
        row: Question = self.form.save(commit=False)
        if row.pk is None:
            if named := self.form.cleaned_data["new_bank"].strip():
                row.bank = banking.begin(named, by=by)
            row.key = free_key(row.bank, self.form.cleaned_data["stem"])
        row.save()
        self.form.save_m2m()
        return row


def any_said(row: forms.Form) -> bool:
    """Whether a row says more than a new one would."""
    names = [name for name in row.fields if name not in ("key", "DELETE", "worth", "type", "weight")]
    return any(
        str(row.data.get(row.add_prefix(name), "")).strip() not in ("", str(row.fields[name].initial or ""))
        for name in names
    )


def filled(rows: Sequence[forms.Form]) -> list[dict[str, str]]:
    return [row.cleaned_data for row in rows if any_said(row) and not row.cleaned_data.get("DELETE")]


def free_key(bank: Bank, stem: str) -> str:
    """The first words of the question, and something that nobody else has."""
    return f"{slugify(stem)[:40].strip('-') or 'question'}-{uuid4().hex[:6]}"


def objectives_in(courses: Any) -> Any:
    return Objective.objects.filter(course__in=courses, retired=False).select_related("course")
