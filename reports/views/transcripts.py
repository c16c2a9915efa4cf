import csv

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import transcript as transcripts

BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else


@require_safe
@login_required
def transcript(request) -> HttpResponse:
    lines = transcripts.transcript(request.user)
    return render(
        request,
        "reports/transcript.html",
        {"lines": lines, "total": sum(line.hours for line in lines)},
    )


@require_safe
@login_required
def transcript_csv(request) -> HttpResponse:
    response = HttpResponse(
        BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="transcript.csv"'},
    )
    csv.writer(response).writerows(transcripts.rows(transcripts.transcript(request.user)))
    return response
