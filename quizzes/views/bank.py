"""The bank in the CMS: what there is, what is said of it, writing it, and letting it be asked."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.permissions import policy_registry

from courses.models import Objective
from courses.policy import can as courses_can
from courses.scoping import SEE
from quizzes import authoring, banking, kinds, overseeing
from quizzes.editing import Editor
from quizzes.kinds.part_editor import NAMES, CannotEdit
from quizzes.models import Bank, Question, QuestionVersion
from quizzes.policy import can

KIND_NAMES = NAMES | {
    "gaps": "Gaps in a text",
    "hotspot": "Places on a chart",
    "reflection": "Reflection",
    "vignette": "A case",
}
A_PAGE = 50


def seen_by(user):
    """The questions of the courses that this person works on."""
    return policy_registry.get_by_type(Question).instances_user_has_any_permission_for(user, SEE)


def found(request, pk):
    """A question this person may see. To everybody else it isn't there."""
    return get_object_or_404(seen_by(request.user).select_related("bank", "objective__course"), pk=pk)


def banks_seen(mine):
    """The banks of these questions, and those that they stand under. One statement."""
    there = {bank.pk: bank for bank in Bank.objects.annotate(holds=Exists(mine.filter(bank=OuterRef("pk"))))}
    shown = set()
    for bank in there.values():
        above = bank if bank.holds else None
        while above and above.pk not in shown:
            shown.add(above.pk)
            above = there.get(above.parent_id or 0)
    return [bank for bank in there.values() if bank.pk in shown]


def objectives_for(user):
    policy = policy_registry.get_by_type(Objective)
    return policy.instances_user_has_permission_for(user, "change").filter(retired=False)


@require_safe
def questions(request):
    """What there is, by bank, kind and standing, or by a word of the question."""
    mine = seen_by(request.user)
    rows = overseeing.listed(mine, request.GET)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": overseeing.described(page.object_list),
        "banks": banking.tree(banks_seen(mine)),
        "kinds": [(kind, KIND_NAMES.get(kind, kind)) for kind in kinds.names()],
        "statuses": QuestionVersion.Status.choices,
        "asked": request.GET,
        "may_write": objectives_for(request.user).exists(),
    }
    return render(request, "quizzes/cms/questions.html", context)


@require_safe
def question(request, pk):
    """One question: as learners see it, what could be better, its history, and where it is used."""
    row = found(request, pk)
    context = overseeing.dossier(row, seen_by(request.user))
    context |= {
        "question": row,
        "kind_name": KIND_NAMES.get(context["latest"].kind, context["latest"].kind),
        "may_write": can(request.user, "write", row),
        "may_judge": can(request.user, "judge", row),
        "may_correct": bool(row.objective) and courses_can(request.user, "correct", row.objective.course),
        "is_own": context["latest"].written_by_id == request.user.pk,
    }
    return render(request, "quizzes/cms/question.html", context)


ACTS: dict[str, tuple[Any, str]] = {
    "review": (authoring.review, "It is marked as reviewed."),
    "approve": (authoring.approve, "It is approved: the next release may ask it."),
    "retire": (authoring.retire, "It is retired: no new edition takes it up."),
    "void": (authoring.void, "It is void: nobody is asked it from now on."),
}


@require_POST
def act(request, pk):
    """Move the latest version on. Retiring and voiding need a reason."""
    row = found(request, pk)
    if not can(request.user, "judge", row):
        raise PermissionDenied
    act_name, reason = request.POST.get("act", ""), request.POST.get("reason", "").strip()
    if act_name not in ACTS:
        raise Http404
    if act_name in ("retire", "void") and not reason:
        messages.error(request, "Say why, in a sentence: it is kept with the question.")
        return redirect("question", pk)
    verb, said = ACTS[act_name]
    extra = {"reason": reason} if act_name in ("retire", "void") else {}
    try:
        verb(row.versions.latest("number"), by=request.user, **extra)
    except (authoring.OwnWork, authoring.WrongStatus) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("question", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, kind):
    """A new question of a kind."""
    if kind not in kinds.names():
        raise Http404
    objectives = objectives_for(request.user)
    if not objectives.exists():
        raise PermissionDenied
    return edited(request, Editor(kind, objectives=objectives, data=request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """The next version of a question."""
    row = found(request, pk)
    if not can(request.user, "write", row):
        raise PermissionDenied
    latest = row.versions.latest("number")
    latest.question = row
    try:
        editor = Editor(
            latest.kind, objectives=objectives_for(request.user), data=request.POST or None, version=latest
        )
    except CannotEdit as refusal:
        messages.info(request, str(refusal))
        return redirect("question", pk)
    return edited(request, editor)


def edited(request, editor):
    if editor.form.is_bound and editor.is_valid():
        with transaction.atomic():
            row = editor.question(by=request.user)
            authoring.write_version(
                row,
                editor.payload(),
                kind=editor.kind,
                references=editor.form.cleaned_data["references"],
                by=request.user,
                change=editor.form.cleaned_data.get("change", QuestionVersion.Change.NEW),
            )
        messages.success(request, "Saved as a draft. Somebody else has to approve it.")
        return redirect("question", row.pk)
    context = {"editor": editor, "kind_name": KIND_NAMES.get(editor.kind, editor.kind)}
    return render(request, "quizzes/cms/edit.html", context)


@xframe_options_sameorigin
@require_POST
def preview(request, kind):
    """What is in the editor at this moment, as learners will see it. Writes nothing."""
    if kind not in kinds.names():
        raise Http404
    objectives = objectives_for(request.user)
    if not objectives.exists():
        raise PermissionDenied
    editor = Editor(kind, objectives=objectives, data=request.POST)
    editor.is_valid()
    problems = overseeing.unfinished(editor)
    if problems:
        return render(request, "quizzes/cms/learner.html", {"problems": problems})
    return shown(request, kind, editor.payload())


def shown(request, kind, payload, **context):
    item = kinds.form(kind).shown(payload, None, [], field="response") | {"number": 1, "total": 1}
    return render(
        request, "quizzes/cms/learner.html", {"item": item, "template": kinds.template(kind)} | context
    )


@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request, pk):
    """The latest version, to be answered as a learner would. Nothing is recorded."""
    row = found(request, pk)
    version = row.versions.latest("number")
    if request.method != "POST":
        return shown(request, version.kind, version.payload, may_answer=True)
    field = kinds.form(version.kind).ResponseField(version.payload)
    try:
        said = field.widget.value_from_datadict(request.POST, {}, "response")
        response = field.clean(said)
    except overseeing.ValidationError as error:
        return shown(request, version.kind, version.payload, may_answer=True, problems=error.messages)
    earned = kinds.rule(version.kind).grade(version.payload, response)
    item = kinds.form(version.kind).reviewed(version.payload, response, [], field="response", numbers={})
    context = {
        "item": item | {"number": 1, "total": 1},
        "template": kinds.template(version.kind),
        "earned": None if kinds.is_marked_by_hand(version.kind) else f"{earned * 100:.0f}%",
    }
    return render(request, "quizzes/cms/learner.html", context)
