"""/outside/<link>/questions/: a reviewer from outside reads questions with their keys, comments, and judges each."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from courses import outside as links
from courses.views.outside import behind_the_link
from quizzes import outside, outside_reading, overseeing
from quizzes.models import Question, QuestionVersion
from quizzes.outside_forms import APPROVE, COMMENT, AllForm, QuestionForm, SignedForm, WordsForm

from .unsent import Unsent

A_PAGE = 20
INSIDER = "This address belongs to somebody who writes the course or one of these questions by now."
TOO_MANY = f"{outside.MOST_SAID} verdicts and comments are as many as one link takes."
CHANGED = "It was changed while you read, so nothing was recorded. Read what is new, then decide again."
UNSENT = "What you wrote isn’t sent: it stands in its box, and you can leave it as a comment."
SAID = {
    "approve": "Approved: the next release may ask it.",
    "changes": "The author reads what you ask for.",
    "comment": "Your comment is with the author.",
}


class Desk:
    """All that the reviewer may judge, how far they are, and what they typed and didn't send."""

    def __init__(self, request, token, invitation, page):
        self.unsent = Unsent(request, invitation)
        self.token, self.invitation = token, invitation
        self.steps = [draft.page for draft in links.drafts(page)[1:]]
        self.rows = outside_reading.asked(invitation, self.steps)
        self.progress = outside_reading.progress(self.rows)
        self.url = reverse("quizzes:outside_questions", args=[token])

    def row(self, uuid):
        return next((each for each in self.rows if each.question.public_id == uuid), None)

    def cards(self, rows):
        """These questions with all there is to read of them, and where in the lessons they are answered."""
        found = outside_reading.opened(self.invitation, rows, len(self.rows))
        parts = {step.slug: step.pk for step in self.steps}
        for card in found["cards"]:
            lesson, _, block = card["row"].question.answered_in.partition("#")
            if lesson in parts:
                address = reverse("courses:outside_step", args=[self.token, parts[lesson]])
                card["taught_at"] = f"{address}#{block}" if block else address
        return found

    def address(self, row):
        """Where a question stands in the list."""
        return f"{self.url}?page={(row.number - 1) // A_PAGE + 1}#question-{row.question.pk}"

    def onward(self, row=None):
        """Where the next one to judge stands. Nothing left: the top of the list."""
        after = outside_reading.next_after(self.rows, row)
        return self.address(after) if after else self.url

    def signature(self):
        """As they typed it last, else as they signed last, else what is known of them."""
        for kept in (self.invitation.question_verdicts, self.invitation.verdicts):
            if last := kept.last():
                return {"name": last.name, "qualifications": last.qualifications} | self.unsent.signature()
        return {"name": self.invitation.name} | self.unsent.signature()

    def leads(self, go, page):
        """Where a button goes that sends nothing but keeps what was typed."""
        ways = {"next": self.onward(), "all": reverse("quizzes:outside_all", args=[self.token])}
        ways["sign"] = f"{self.url}?page={page}&sign=anew"
        return ways.get(go) or f"{self.url}?page={go if go.isdecimal() else page}"


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def outside_questions(request, token, invitation, page):
    """Every question, with its key and a place to judge it. A button that only leads elsewhere keeps the boxes."""
    desk = Desk(request, token, invitation, page)
    part = Paginator(desk.rows, A_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        desk.unsent.take(request.POST, [row.question for row in desk.rows])
        return redirect(desk.leads(request.POST.get("go", ""), part.number))
    signature = desk.signature()
    signed = "qualifications" in signature and "sign" not in request.GET
    shown = desk.cards(part.object_list)
    for card in shown["cards"]:
        question = card["row"].question
        card["held"] = desk.unsent.words(question)
        card["form"] = WordsForm(question=question, held=card["held"])
    shown |= {
        "token": token,
        "page": part,
        "progress": desk.progress,
        "groups": [each | {"url": desk.address(each["first"])} for each in outside_reading.groups(desk.rows)],
        "elsewhere": outside_reading.elsewhere(invitation, desk.steps),
        "signature": signature if signed else None,
        "signing": SignedForm(initial=signature, signed=signed, auto_id="sign-%s"),
    }
    return render(request, "quizzes/outside.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def outside_question(request, token, invitation, page, uuid):
    """One question by itself: where what is said of it is sent, and where a refusal says why."""
    desk = Desk(request, token, invitation, page)
    row, changed, changes = desk.row(uuid), [], []
    if row is None:
        raise Http404
    if request.method == "POST":
        desk.unsent.take(request.POST, [each.question for each in desk.rows])
    held = desk.unsent.words(row.question)
    form = QuestionForm(
        request.POST or None,
        initial=desk.signature(),
        say=request.POST.get("say", ""),
        question=row.question,
        held=held,
    )
    if form.is_valid():
        read = version_read(request, row)
        changed = tried(form, lambda: keep(request, desk, row, read, form))
        changes = [line for each in changed for line in overseeing.changes(read, each)]
        desk = Desk(request, token, invitation, page)
        if not form.errors:
            return redirect(desk.address(row) if form.say == COMMENT else desk.onward(row))
        row = desk.row(uuid) or row
    shown = desk.cards([row])
    shown["cards"][0] |= {"form": form, "held": held}
    shown |= {
        "token": token,
        "list_url": desk.address(row),
        "refused": bool(changed),
        "changes": changes,
    }
    status = 409 if changed else 400 if form.errors else 200
    return render(request, "quizzes/outside_question.html", shown, status=status)


def tried(form, act):
    """Do it. What refuses it is said at the form. Returns the versions that were not what was read."""
    try:
        act()
    except outside.Changed as changed:
        form.add_error(None, CHANGED)
        return changed.versions
    except links.Insider:
        form.add_error(None, INSIDER)
    except links.TooMany:
        form.add_error(None, TOO_MANY)
    except Question.DoesNotExist:
        raise Http404 from None
    return []


def version_read(request, row):
    """The version that stood on the page. One of another question is none."""
    named = request.POST.get(f"version-{row.question.pk}", "")
    found = QuestionVersion.objects.filter(question=row.question, pk=int(named) if named.isdecimal() else 0)
    if (version := found.first()) is None:
        raise Http404
    return version


def keep(request, desk, row, read, form):
    """Record what was said, and say so. What was not recorded stands in its box."""
    said = form.cleaned_data
    if form.say == COMMENT:
        outside.comment(desk.invitation, read, text=said["words"])
    else:
        seen = {row.question.public_id: request.POST.get(f"seen-{row.question.pk}", "")}
        try:
            outside.judge(desk.invitation, seen, approved=form.say == APPROVE, **said)
        except outside.Settled:
            messages.info(request, settled(desk, row, read, said["words"]))
            return
    desk.unsent.forget(row.question)
    messages.success(request, SAID[form.say])


def settled(desk, row, read, words):
    """What is said of a verdict that came too late. The same button, pressed twice, left nothing over."""
    if words and desk.invitation.question_verdicts.filter(version=read, words=words).exists():
        desk.unsent.forget(row.question)
        words = ""
    return f"It was decided on already.{' ' + UNSENT if words else ''}"


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_link
def outside_all(request, token, invitation, page):
    """All that are left, at once: first what that attests, then the approval of exactly those."""
    desk = Desk(request, token, invitation, page)
    desk.unsent.take(request.POST, [])
    seen, changed = all_seen(request), []
    form = AllForm(request.POST or None, initial=desk.signature(), count=len(seen) or desk.progress.left)
    if form.is_valid():
        changed = tried(form, lambda: approve_all(request, invitation, seen, form))
        desk = Desk(request, token, invitation, page)
        if not form.errors:
            return redirect(desk.url)
    if not desk.progress.left:
        return redirect(desk.url)
    if changed:  # it has to be read and attested anew
        form = AllForm(initial=desk.signature(), count=desk.progress.left)
    left = outside_reading.labelled([row for row in desk.rows if row.standing == "waits"])
    new = {version.question_id for version in changed}
    shown = {
        "token": token,
        "form": form,
        "list_url": desk.url,
        "refused": CHANGED if changed else "",
        "left": [
            each | {"url": desk.address(each["row"]), "new": each["row"].question.pk in new} for each in left
        ],
    }
    status = 409 if changed else 400 if form.errors else 200
    return render(request, "quizzes/outside_all.html", shown, status=status)


def all_seen(request):
    """The digest of what was read, by question."""
    named = (each.partition(" ") for each in request.POST.getlist("seen"))
    try:
        return {UUID(uuid): digest for uuid, _, digest in named}
    except ValueError:
        raise Http404 from None


def approve_all(request, invitation, seen, form):
    said = {name: form.cleaned_data[name] for name in ("name", "qualifications")}
    try:
        outside.judge(invitation, seen, approved=True, words=form.attests, **said)
    except outside.Settled:
        messages.info(request, "Somebody decided on one of them before you. This is what is left.")
    else:
        messages.success(request, f"Approved: {len(seen)} question{'s' if len(seen) != 1 else ''}.")
