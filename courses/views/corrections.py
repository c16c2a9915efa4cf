"""/corrections/: what was corrected in what a learner was taught, and whether the digest comes by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from courses import overlaying, telling
from courses.models import CorrectionsOff

DONE = {
    "off": (telling.turn_off, "We won't send you the digest. What is about safety still comes."),
    "on": (telling.turn_on, "You'll get one mail in a month in which something was clarified."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def corrections(request):
    """Those of the courses that this person completed, the newest first."""
    if request.method == "POST":
        if (wanted := request.POST.get("wanted")) in DONE:
            verb, said = DONE[wanted]
            verb(request.user)
            messages.success(request, said)
        return redirect("courses:corrections")
    off = CorrectionsOff.objects.filter(person=request.user).exists()
    shown = {"corrections": overlaying.of_learner(request.user), "off": off}
    return render(request, "courses/corrections.html", shown)


@csrf_exempt  # the token is the permission, and mail programs post here by themselves (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_corrections(request, token):
    """One click, without signing in. Opening the page changes nothing, so that scanners of mail don't."""
    person = telling.whose(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        telling.turn_off(person)
    off = CorrectionsOff.objects.filter(person=person).exists()
    return render(request, "courses/stop_corrections.html", {"off": off})
