"""The registrar's pages of rosters in the CMS: look at what would go out, make it, take in what came back."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from certificates.tables import as_csv, as_workbook
from reports import reporting, rosters
from reports.models import Report, ReportLine
from reports.policy import require_keeper
from reports.roster_forms import ReceiptForm, RosterForm

A_PAGE = 25
SHOWN = 50
MOST_TO_MEND = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def rosters_page(request: HttpRequest) -> HttpResponse:
    """What was reported and what is to be mended; a form that first shows what it would report."""
    require_keeper(request)
    today = timezone.localdate()
    form = RosterForm(request.POST or None, initial={"first": today.replace(day=1), "last": today})
    if form.is_valid() and "change" not in request.POST:
        return made(request, form) if "confirmed" in request.POST else foretold(request, form)
    every = Report.objects.with_sums().select_related("course", "made_by").order_by("-pk")
    context = {
        "form": form,
        "page_obj": Paginator(every, A_PAGE).get_page(request.GET.get("page")),
        "to_mend": ReportLine.objects.to_mend()[:MOST_TO_MEND],
    }
    return render(request, "reports/cms/rosters.html", context)


def foretold(request: HttpRequest, form: RosterForm) -> HttpResponse:
    plan = reporting.plan(**form.cleaned_data)
    lines = [rosters.cells(row) for row in list(plan.rows.values())[:SHOWN]]
    context = {"form": form, "plan": plan, "lines": lines, "given": form.cleaned_data, "shown": SHOWN}
    return render(request, "reports/cms/roster_plan.html", context)


def made(request: HttpRequest, form: RosterForm) -> HttpResponse:
    try:
        report = reporting.report(**form.cleaned_data, by=cast(User, request.user))
    except reporting.NothingToReport:
        messages.warning(request, "Nothing was made: meanwhile everything has been reported.")
        return redirect("rosters")
    messages.success(request, "The roster is made. Download it and send it; nothing on it is sent again.")
    return redirect("roster", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """One roster: its files, its lines, and the receipt once it came."""
    require_keeper(request)
    report = get_object_or_404(Report.objects.with_sums().select_related("course", "made_by"), pk=pk)
    form = ReceiptForm(request.POST or None, request.FILES or None)
    if form.is_valid() and taken_in(request, report, form):
        return redirect("roster", pk)
    lines = report.lines.select_related("completion__enrolment__learner", "answer")
    context = {
        "report": report,
        "form": form,
        "page_obj": Paginator(lines, 100).get_page(request.GET.get("page")),
        "answered": report.accepted_count + report.refused_count > 0,
    }
    return render(request, "reports/cms/roster.html", context)


def taken_in(request: HttpRequest, report: Report, form: ReceiptForm) -> bool:
    """Keep what came back. False, with the faults in the form, when the receipt doesn't fit."""
    try:
        accepted, refused = reporting.take_in(
            report, form.cleaned_data["answers"], by=cast(User, request.user)
        )
    except reporting.WrongReceipt as error:
        for fault in error.faults:
            form.add_error("receipt", fault)
        return False
    except reporting.AlreadyAnswered:
        messages.warning(request, "Nothing was changed: the receipt of this roster was taken in before.")
    else:
        messages.success(request, f"{accepted:,} accepted, {refused:,} refused.")
    return True


@require_safe
def roster_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The roster as CE Broker takes it (.xls), or as any board can read it (.csv, .xlsx)."""
    require_keeper(request)
    report = get_object_or_404(Report, pk=pk)
    if kind not in WRITERS:
        raise Http404
    write, media_type = WRITERS[kind]
    content = write(report)
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="roster-{report.pk}.{kind}"'},
    )


def for_ce_broker(report: Report) -> bytes:
    return rosters.workbook(line.as_row() for line in report.lines.select_related("report"))


def for_anybody(report: Report) -> list[list[str]]:
    return [line.as_plain() for line in report.lines.plain()]


WRITERS = {
    "xls": (for_ce_broker, "application/vnd.ms-excel"),
    "csv": (lambda report: as_csv(rosters.PLAIN, for_anybody(report)), "text/csv; charset=utf-8"),
    "xlsx": (lambda report: as_workbook(rosters.PLAIN, for_anybody(report), title="Roster"), XLSX),
}
