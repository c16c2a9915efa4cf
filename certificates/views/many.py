"""Checking many at once: codes, a clinic's spreadsheet, or certificates as files. Nothing is stored."""

from collections.abc import Callable

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from certificates import checking_many, receipt_pdf, receipts, tables
from certificates.checking_many import Check, Sent
from certificates.forms import ManyForm
from certificates.limiting import count_list
from certificates.uploading import LARGEST_REQUEST, MOST_FILES, MemoryOnly, TooMuch

from .checking import address, unlisted

# More rows than anybody reads on a screen; the files hold them all.
SHOWN = 500
TOO_LARGE = (
    f"That's more than {LARGEST_REQUEST // 2**20} MB. Certificates are far smaller: send fewer at once."
)
TOO_MANY = (
    f"That's more than {MOST_FILES} files. Check the rest by themselves, or send a spreadsheet of codes."
)


@csrf_exempt
def many(request: HttpRequest) -> HttpResponse:
    """Before anything reads the body: refuse what is too large, and let no file touch a disk.

    Exempt here only because the check of the token reads the body too; `checked` makes it.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
        return page(request, ManyForm(), TOO_LARGE, status=413)
    if request.method == "POST":
        request.upload_handlers = [MemoryOnly(request)]
    return checked(request)


@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def checked(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, ManyForm())
    handler = request.upload_handlers[0]
    form = ManyForm(request.POST, request.FILES)
    if isinstance(handler, MemoryOnly) and handler.stopped:
        return page(request, ManyForm(), TOO_MANY if handler.files > MOST_FILES else TOO_LARGE, status=413)
    if not count_list(address(request)).patient:
        return page(
            request, ManyForm(), "Sixty lists came from your address within an hour. Try again later.", 429
        )
    if not form.is_valid():
        return page(request, form, status=400)
    try:
        found = checking_many.check(sent(form), address(request))
    except (tables.Unreadable, TooMuch, receipts.NotAReceipt) as error:
        return page(request, form, str(error), status=400)
    return results(request, found)


def sent(form: ManyForm) -> Sent:
    files = [(file.name[-120:], file.read()) for file in form.cleaned_data["papers"]]
    receipt = form.cleaned_data["receipt"]
    return Sent(form.cleaned_data["codes"], files, receipt.read() if receipt else b"")


def page(request: HttpRequest, form: ManyForm, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "problem": problem}
    return render(request, "certificates/many.html", context, status=status)


def results(request: HttpRequest, check: Check) -> HttpResponse:
    fine = check.fine
    context = {
        "check": check,
        "problems": check.problems[:SHOWN],
        "fine": fine[:SHOWN],
        "more": max(0, len(fine) - SHOWN),
        "more_problems": max(0, len(check.problems) - SHOWN),
        "changes": check.changes[:SHOWN] if check.before is not None else None,
        "carried": checking_many.carried(check),
        "total": len(check.answers),
    }
    return unlisted(render(request, "certificates/many_results.html", context))


@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """The results as a file. What was checked comes back with the page that showed it."""
    try:
        check = checking_many.brought_back(request.POST.get("check", ""))
        kind, extension, make = FORMS[request.POST.get("form", "")]
    except (signing.BadSignature, KeyError):
        return page(request, ManyForm(), "That check is more than a day old. Make it again.", status=400)
    response = HttpResponse(make(check), content_type=kind)
    name = f"fascia-check-{check.moment:%Y-%m-%d}{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return unlisted(response)


def as_csv(check: Check) -> bytes:
    return tables.as_csv(*checking_many.full_table(check))


def as_workbook(check: Check) -> bytes:
    return tables.as_workbook(*checking_many.full_table(check))


def as_receipt(check: Check) -> bytes:
    return receipts.as_bytes(checking_many.receipt(check))


def as_paper(check: Check) -> bytes:
    return receipt_pdf.draw(checking_many.receipt(check), check.summary)


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By the button: the type, the end of the name, and what makes it.
FORMS: dict[str, tuple[str, str, Callable[[Check], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", ".csv", as_csv),
    "xlsx": (EXCEL, ".xlsx", as_workbook),
    "json": ("application/json", "-receipt.json", as_receipt),
    "pdf": ("application/pdf", "-receipt.pdf", as_paper),
}
