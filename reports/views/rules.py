"""/cms/registrar/rules/: what boards ask for, by which source, and every version of it. Versions are entered, never edited."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from courses import ruling
from courses.models import CreditBody, RenewalRuleRow
from reports.policy import require_keeper
from reports.rule_forms import RuleForm


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every body with what holds today."""
    require_keeper(request)
    today = timezone.localdate()
    rows = [(body, in_force(body.current_rules, today)) for body in CreditBody.objects.with_rules()]
    return render(request, "reports/cms/rules.html", {"rows": rows})


def in_force(rows: list[RenewalRuleRow], today) -> RenewalRuleRow | None:
    """Of those that hold on a day, the one that began last; `rows` come oldest first."""
    holding = [
        row
        for row in rows
        if (row.effective_from is None or row.effective_from <= today)
        and (row.effective_to is None or today <= row.effective_to)
    ]
    return holding[-1] if holding else None


@require_safe
def body_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: every revision of every version, newest first, with who entered it and why."""
    require_keeper(request)
    body = get_object_or_404(CreditBody, pk=pk)
    current = set(RenewalRuleRow.objects.current().filter(body=body).values_list("pk", flat=True))
    rows = RenewalRuleRow.objects.filter(body=body).select_related("entered_by").order_by("-pk")
    known = {"body": body, "rows": [(row, row.pk in current) for row in rows]}
    return render(request, "reports/cms/body_rules.html", known)


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of what a body asks, from a day on."""
    require_keeper(request)
    body = get_object_or_404(CreditBody, pk=pk)
    before = ruling.latest_of(body)
    form = RuleForm(request.POST or None, body=body, before=before, today=timezone.localdate())
    if form.is_valid():
        try:
            row = ruling.enter_version(
                body,
                form.rule(),
                after=request.POST.get("after", ""),
                changed=form.cleaned_data["changed"],
                by=cast(User, request.user),
            )
        except ruling.Outdated as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{row.key} is entered, in force from {row.effective_from}.")
            return redirect("registrar_body_rules", body.pk)
    known = {"body": body, "before": before, "form": form}
    return render(request, "reports/cms/new_rule.html", known)
