"""/teams/: what an employer does. Each of these asks whether the organisation is theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import inviting
from accounts.models import Invitation, Organisation
from certificates.tables import as_csv, as_workbook
from reports import assigning, staff_lists, verifying_teams
from reports import team as boards
from reports.models import TeamCheck
from reports.staff_forms import InviteForm, StaffListForm

from .transcripts import attached

A_PAGE = 250
CHECKS_SHOWN = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def led(request, public_id) -> Organisation:
    """An organisation that whoever asks speaks for; otherwise there is none."""
    return get_object_or_404(Organisation.objects.led_by(request.user), public_id=public_id)


@require_safe
@login_required
def teams(request) -> HttpResponse:
    """The teams one speaks for; who speaks for one has no list to choose from."""
    organisations = list(Organisation.objects.led_by(request.user))
    if len(organisations) == 1:
        return redirect("reports:board", organisations[0].public_id)
    return render(request, "reports/teams.html", {"organisations": organisations})


@require_safe
@login_required
def board(request, public_id) -> HttpResponse:
    organisation = led(request, public_id)
    members = boards.team(organisation)
    page = Paginator(members, A_PAGE).get_page(request.GET.get("page"))
    boards.note_look(page.object_list, by=request.user, as_file=False)
    checks = list(
        TeamCheck.objects.filter(organisation=organisation)
        .defer("content")
        .select_related("by")[:CHECKS_SHOWN]
    )
    known = {
        "checks": checks,
        "changed": verifying_teams.changed(members, checks[0] if checks else None),
        "organisation": organisation,
        "page": page,
        "sums": boards.sums(members),
        "silent": inviting.unanswered(organisation).count(),
    }
    return render(request, "reports/board.html", known)


@require_POST
@login_required
def verify_team(request, public_id) -> HttpResponse:
    """The whole team in one click."""
    organisation = led(request, public_id)
    verifying_teams.verify(organisation, by=request.user)
    messages.success(request, "The team is verified. The dated report is below.")
    return redirect("reports:board", organisation.public_id)


@require_safe
@login_required
def team_check(request, public_id) -> HttpResponse:
    """A report, the same file each time."""
    found = get_object_or_404(
        TeamCheck, organisation__in=Organisation.objects.led_by(request.user), public_id=public_id
    )
    return attached(bytes(found.content), "application/pdf", f"team-{found.at:%Y-%m-%d}.pdf")


@require_safe
@login_required
def board_csv(request, public_id) -> HttpResponse:
    rows = taken_along(request, public_id)
    return attached(as_csv(boards.HEADER, rows), "text/csv; charset=utf-8", "team.csv")


@require_safe
@login_required
def board_xlsx(request, public_id) -> HttpResponse:
    rows = taken_along(request, public_id)
    return attached(as_workbook(boards.HEADER, rows, title="Team"), XLSX, "team.xlsx")


def taken_along(request, public_id) -> list[list[str]]:
    """The board's rows, once it is noted for everybody who shares that they left as a file."""
    members = boards.team(led(request, public_id))
    boards.note_look(members, by=request.user, as_file=True)
    return boards.rows(members)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request, public_id) -> HttpResponse:
    organisation = led(request, public_id)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        invitee = form.invitee()
        if inviting.invite(organisation, [invitee], by=request.user):
            messages.success(request, f"{invitee.name} is invited.")
            return redirect("reports:board", organisation.public_id)
        form.add_error("email", "Somebody with this address is on your list already.")
    return render(request, "reports/invite.html", {"organisation": organisation, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_staff(request, public_id) -> HttpResponse:
    """First what a list would do; then, sent again from that page, it is done: all of it or nothing."""
    organisation = led(request, public_id)
    form = StaffListForm(request.POST or None, request.FILES or None)
    known = {"organisation": organisation, "form": form}
    if form.is_valid():
        text = form.cleaned_data["text"]
        found = staff_lists.read(text)
        if "confirmed" in request.POST and not found.faults:
            made = inviting.invite(organisation, found.invitees, by=request.user)
            messages.success(
                request, f"{len(made):,} {'person is' if len(made) == 1 else 'people are'} invited."
            )
            return redirect("reports:board", organisation.public_id)
        known |= {"found": found, "text": text, "plan": inviting.plan(organisation, found.invitees)}
    return render(request, "reports/import_staff.html", known)


@require_POST
@login_required
def remind(request, public_id) -> HttpResponse:
    organisation = led(request, public_id)
    count = inviting.remind(organisation, by=request.user)
    said = f"{count} {'reminder goes' if count == 1 else 'reminders go'} out within minutes."
    messages.success(request, said if count else "Everybody was written to this week.")
    return redirect("reports:board", organisation.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_staff(request, public_id) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.open()
        .filter(organisation__in=Organisation.objects.led_by(request.user))
        .select_related("organisation"),
        public_id=public_id,
    )
    if request.method == "POST":
        assigning.take_off(invitation, by=request.user)
        messages.success(request, f"{invitation.name} is off your list.")
        return redirect("reports:board", invitation.organisation.public_id)
    return render(request, "reports/remove_staff.html", {"invitation": invitation})
