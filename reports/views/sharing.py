"""/sharing/: what a therapist shares with employers, and who looked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import consenting
from accounts.models import Answer, Consent, Invitation, Look
from reports.team import shared_by

LOOKS_SHOWN = 50
SAID = {
    Answer.SHARED: "Shared. You can stop it here at any time.",
    Answer.DECLINED: "Declined. Nothing is shared.",
    Answer.WITHDRAWN: "Sharing has ended. Your employer can't see it any more.",
}


@require_safe
@login_required
def sharing(request) -> HttpResponse:
    """Every employer who asked, what was answered, and when."""
    invitations = (
        Invitation.objects.visible_to(request.user)
        .answered()
        .select_related("organisation")
        .order_by("-invited_at")
    )
    return render(request, "reports/sharing.html", {"invitations": invitations})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def share(request, public_id) -> HttpResponse:
    """One employer: exactly what they would see, one button, who looked."""
    invitation = get_object_or_404(
        Invitation.objects.visible_to(request.user).answered().select_related("organisation"),
        public_id=public_id,
    )
    if request.method == "POST":
        return answer(request, invitation)
    looks = Look.objects.filter(consent__invitation=invitation).select_related("by")
    known = {
        "invitation": invitation,
        "renews": not invitation.ended_at
        and (invitation.answer_terms or consenting.TERMS) < consenting.TERMS,
        "shared": consenting.SHARED,
        "never": consenting.NEVER_SHARED,
        "licences": shared_by([request.user], timezone.now())[request.user.pk],
        "looks": looks[:LOOKS_SHOWN],
        "look_count": looks.count(),
        "answers": Consent.objects.filter(invitation=invitation).order_by("-sequence"),
    }
    return render(request, "reports/share.html", known)


def answer(request, invitation: Invitation) -> HttpResponse:
    given = request.POST.get("answer", "")
    if given not in Answer.values:
        return redirect("reports:share", invitation.public_id)
    try:
        consenting.answer(invitation, request.user, Answer(given))
    except consenting.SharedAlready:
        messages.error(request, "You answered this employer at another address. Change your answer there.")
        return redirect("reports:sharing")
    except (consenting.Closed, PermissionError):
        messages.error(request, "This invitation has changed meanwhile. Nothing is shared by it.")
        return redirect("reports:sharing")
    messages.success(request, SAID[Answer(given)])
    return redirect("reports:share", invitation.public_id)
