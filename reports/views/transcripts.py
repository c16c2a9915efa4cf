"""/transcript/: what a person completed here, on the screen and to take along."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates import papering
from certificates.tables import as_csv
from reports import transcript as transcripts
from reports import transcript_pdf


@require_safe
@login_required
def transcript(request) -> HttpResponse:
    lines = transcripts.transcript(request.user)
    known = {"lines": lines, "sums": transcripts.sums_of(lines)}
    return render(request, "reports/transcript.html", known)


@require_safe
@login_required
def transcript_csv(request) -> HttpResponse:
    rows = transcripts.rows(transcripts.transcript(request.user))
    return attached(as_csv(transcripts.HEADER, rows), "text/csv; charset=utf-8", "transcript.csv")


@require_safe
@login_required
def transcript_file(request) -> HttpResponse:
    """The transcript as a signed PDF, as it stands at this moment."""
    return attached(signed_transcript(request.user), "application/pdf", "transcript.pdf")


def signed_transcript(person) -> bytes:
    """Drawn and signed now. Where there is no key for papers it is not signed, and says so."""
    now = timezone.now()
    provider = transcript_pdf.Provider(
        name=settings.PROVIDER["name"],
        contact=settings.PROVIDER["contact"],
        verify_page=(settings.PUBLIC_URL + reverse("certificates:verify")).split("://")[-1],
        signed=papering.ready_seal() is not None,
    )
    lines = transcripts.transcript(person)
    here = now.astimezone(ZoneInfo(person.time_zone))
    content, _ = papering.signed(transcript_pdf.draw(person.name, lines, provider, here), now)
    return content


def attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
