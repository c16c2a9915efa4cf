"""/cms/registrar/: what a registrar finds, looks at and enrols. Records are shown, never edited."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Grant, User
from certificates.models import Certificate
from courses.models import Enrolment
from reports import enrolling_many, enrolment_lists, evaluations
from reports import registrar as office
from reports.policy import require_keeper
from reports.provider_pack import bounds
from reports.registrar_forms import EnrolForm, EnrolmentListForm, EvaluationsForm

A_PAGE = 50


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    require_keeper(request)
    return render(request, "reports/cms/registrar.html", office.dashboard(timezone.localdate()))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, or whoever a word fits."""
    require_keeper(request)
    wanted = request.GET.get("q", "").strip()[:120]
    found = Paginator(office.matching(wanted), A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"q": wanted}) + "&" if wanted else ""
    context = {"page_obj": found, "q": wanted, "query": query}
    return render(request, "reports/cms/people.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: licenses, enrollments, certificates and roles, to be read only."""
    require_keeper(request)
    found = get_object_or_404(User.objects.prefetch_related("licences__cycles"), pk=pk)
    enrolments = Enrolment.objects.filter(learner=found).select_related("course", "completion__edition")
    certificates = Certificate.objects.filter(completion__enrolment__learner=found)
    context = {
        "person": found,
        "enrolments": enrolments.defer("completion__edition__manifest"),
        "certificates": certificates.with_status().order_by("-issued_at"),
        "grants": Grant.objects.live().of(found),
    }
    return render(request, "reports/cms/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """One person in one course."""
    require_keeper(request)
    form = EnrolForm(request.POST or None, initial={"email": request.GET.get("email", "")[:254]})
    if form.is_valid():
        wanted = [form.wanted()]
        planned = enrolling_many.plan(wanted)
        if planned.faults:
            form.add_error(None, planned.faults[0].text)
        elif not planned.fresh:
            messages.warning(request, "They are enrolled already. Nothing was changed.")
            return redirect("registrar_enrol")
        else:
            enrolling_many.enrol_all(wanted, by=cast(User, request.user))
            messages.success(request, f"{wanted[0].email} is enrolled in {wanted[0].course}.")
            return redirect("registrar_person", planned.fresh[0][0].pk)
    return render(request, "reports/cms/enrol.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_list(request: HttpRequest) -> HttpResponse:
    """First what a list would do; then, sent again from that page, it is done: all of it or nothing."""
    require_keeper(request)
    form = EnrolmentListForm(request.POST or None, request.FILES or None)
    context: dict = {"form": form}
    if form.is_valid():
        text = form.cleaned_data["text"]
        found = enrolment_lists.read(text)
        planned = enrolling_many.plan(found.wanted)
        found.faults += planned.faults
        if "confirmed" in request.POST and not found.faults:
            try:
                count = enrolling_many.enrol_all(found.wanted, by=cast(User, request.user))
            except enrolling_many.Changed as error:
                messages.error(request, str(error))
                return redirect("registrar_enrol_list")
            messages.success(request, f"{count:,} enrollment{'' if count == 1 else 's'} made.")
            return redirect("registrar")
        context |= {"found": found, "plan": planned, "text": text}
    return render(request, "reports/cms/enrol_list.html", context)


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Approvals that end, and that nothing follows yet."""
    require_keeper(request)
    context = {"endings": office.endings(timezone.localdate()), "days": office.SOON.days}
    return render(request, "reports/cms/approvals.html", context)


@require_safe
def evaluations_page(request: HttpRequest) -> HttpResponse:
    """What learners thought of a course, as a chart a statement with its numbers."""
    require_keeper(request)
    today = timezone.localdate()
    form = EvaluationsForm(
        request.GET if "course" in request.GET else None,
        initial={"first": today - timedelta(days=365), "last": today},
    )
    context: dict = {"form": form}
    if form.is_valid():
        given = form.cleaned_data
        context["summary"] = evaluations.summary(given["course"].pk, *bounds(given["first"], given["last"]))
        context["given"] = given
    return render(request, "reports/cms/evaluations.html", context)
