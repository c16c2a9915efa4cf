"""What a registrar enters about what a board asks for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django import forms

from courses.crediting import Limit, RenewalRule
from courses.models import CreditBody

from .forms import CATEGORIES, MODES, DayField

CONFIDENCE = {
    "confirmed": "Confirmed: read at the board itself",
    "secondary": "Secondary: somebody trustworthy says so",
    "unverified": "Unverified",
}
KINDS = {"categories": CATEGORIES, "modes": MODES}


def hours_field(label: str, *, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=500, decimal_places=2, required=False, help_text=help_text
    )


class RuleForm(forms.Form):
    """A new version of a body's rule. It begins as a copy of the latest one, `before`, if there is any."""

    effective_from = DayField(
        label="In force from", help_text="Cycles that end on this day or later are judged by it."
    )
    changed = forms.CharField(label="What changed", max_length=300)
    hours = hours_field("Hours", help_text="For one cycle. Empty: no number of hours is asked.")
    months = forms.IntegerField(label="Length of a cycle in months", min_value=1, max_value=120)
    source = forms.CharField(label="Source", max_length=120, help_text="The law or page, by its name.")
    source_url = forms.URLField(label="Address of the source", max_length=170, assume_scheme="https")
    checked_on = DayField(label="Checked on")
    confidence = forms.ChoiceField(label="How sure we are", choices=CONFIDENCE.items)

    def __init__(self, *args, body: CreditBody, before: RenewalRule | None, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(checked_on=today, confidence="unverified")
        if before:
            self.initial.update(hours=before.hours, months=before.months)
        self.body, self.before, self.today = body, before, today
        for kind, known in KINDS.items():
            for number, limit in enumerate(self.limits(kind)):
                self.add_limit(f"{kind}-{number}", limit.name, limit)
            word = "subject" if kind == "categories" else "way of learning"
            choices = [("", "None"), *known.items()]
            self.fields[f"{kind}-more"] = forms.ChoiceField(
                label=f"Another {word} with a limit", choices=choices, required=False
            )
            self.add_limit(f"{kind}-more", f"that {word}", None)

    def limits(self, kind: str) -> tuple[Limit, ...]:
        return getattr(self.before, kind) if self.before else ()

    def add_limit(self, name: str, words: str, limit: Limit | None) -> None:
        """Two fields; both left empty, the limit is gone."""
        self.fields[f"{name}-minimum"] = hours_field(f"At least, of {words}")
        self.fields[f"{name}-maximum"] = hours_field(f"At most, of {words}")
        if limit:
            self.initial[f"{name}-minimum"] = limit.minimum or None
            self.initial[f"{name}-maximum"] = limit.maximum

    def clean_effective_from(self) -> date:
        day = self.cleaned_data["effective_from"]
        begins = self.before.effective_from if self.before else None
        if begins and day <= begins:
            raise forms.ValidationError(
                f"The version before it has been in force since {begins:%b} {begins.day}, {begins.year}, "
                "and isn't changed. Choose a later day."
            )
        return day

    def clean_checked_on(self) -> date:
        day = self.cleaned_data["checked_on"]
        if day > self.today:
            raise forms.ValidationError("That day is still to come.")
        return day

    def clean(self) -> dict:
        given = super().clean() or {}
        if self.errors:
            return given
        rule = self.rule()
        least = sum((limit.minimum for limit in rule.categories), Decimal())
        if rule.hours is not None and least > rule.hours:
            self.add_error("hours", f"The subjects ask for {least} hours, the whole for {rule.hours}.")
        for kind in KINDS:
            self.check_limits(kind)
        return given

    def check_limits(self, kind: str) -> None:
        given = self.cleaned_data
        for name in (*(f"{kind}-{number}" for number in range(len(self.limits(kind)))), f"{kind}-more"):
            least, most = given[f"{name}-minimum"], given[f"{name}-maximum"]
            if least and most is not None and most < least:
                self.add_error(f"{name}-maximum", "The most is less than the least. Check the two.")
        more = given[f"{kind}-more"]
        if more and any(more in limit.of for limit in self.kept(kind)):
            self.add_error(f"{kind}-more", "It has a limit already. Change that one.")
        if more and not given[f"{kind}-more-minimum"] and given[f"{kind}-more-maximum"] is None:
            self.add_error(f"{kind}-more-minimum", "Say the least or the most.")

    def kept(self, kind: str) -> list[Limit]:
        """The limits of the version before, as far as they stay."""
        found = []
        for number, limit in enumerate(self.limits(kind)):
            least = self.cleaned_data[f"{kind}-{number}-minimum"]
            most = self.cleaned_data[f"{kind}-{number}-maximum"]
            if least or most is not None:
                found.append(replace(limit, minimum=least or Decimal(), maximum=most))
        return found

    def limited(self, kind: str) -> tuple[Limit, ...]:
        given, found = self.cleaned_data, self.kept(kind)
        if more := given[f"{kind}-more"]:
            least, most = given[f"{kind}-more-minimum"], given[f"{kind}-more-maximum"]
            found.append(Limit(KINDS[kind][more].lower(), frozenset({more}), least or Decimal(), most))
        return tuple(found)

    def rule(self) -> RenewalRule:
        """The version as it would be entered, without its key. What the form doesn't ask stays as it was."""
        given = self.cleaned_data
        asked = {
            "hours": given["hours"],
            "months": given["months"],
            "source": f"{given['source']}, {given['source_url']}",
            "confidence": given["confidence"],
            "checked_on": given["checked_on"],
            "effective_from": given["effective_from"],
            "effective_to": None,
            "categories": self.limited("categories"),
            "modes": self.limited("modes"),
        }
        if self.before:
            return replace(self.before, **asked)
        return RenewalRule(key="", body=self.body.name, unit=self.body.unit, **asked)
