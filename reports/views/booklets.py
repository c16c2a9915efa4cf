"""/learn/CODE/edition.pdf: the edition that a learner is on, to print and to keep."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.limiting import too_often
from courses import acknowledging
from courses.enrolling import current_edition
from courses.models import Enrolment
from reports import booklets

from .transcripts import attached

MOST = 20  # an hour for one person: each takes a second of the processor


@require_safe
@login_required
def booklet(request, code):
    """The lessons that are open to the learner. Who hasn't acknowledged the disclosure does that first."""
    enrolments = Enrolment.objects.active().visible_to(request.user).select_related("course", "completion")
    enrolment = get_object_or_404(enrolments, course__code=code)
    if acknowledging.is_owed(enrolment, current_edition(enrolment)):
        return redirect("courses:begin", code)
    if too_often(f"booklets-{request.user.pk}", MOST):
        messages.error(
            request, f"That is more than {MOST} files in an hour. Use the last one, or wait a while."
        )
        return redirect("courses:outline", code)
    here = timezone.now().astimezone(ZoneInfo(request.user.time_zone))
    return attached(booklets.drawn(enrolment, here), "application/pdf", f"{code}.pdf")
