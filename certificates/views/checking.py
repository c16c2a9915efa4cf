"""The public pages: anybody with a code may read them, without an account."""

from allauth.account.adapter import get_adapter
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from certificates import picturing, showing
from certificates.codes import WrongCode, canonical, grouped
from certificates.credentials import as_bytes
from certificates.forms import CodeForm, ConfirmForm
from certificates.limiting import Guess, count_guess, count_miss
from certificates.verifying import Verified, document, look_up


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. A code that can be one is sent to its own address."""
    if "code" not in request.GET:
        return render(request, "certificates/verify.html", {"form": CodeForm()})
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("certificates:verified", form.cleaned_data["code"])
    return unlisted(render(request, "certificates/verify.html", {"form": form}, status=400))


@sensitive_post_parameters("family_name", "licence")
@require_http_methods(["GET", "HEAD", "POST"])
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that is printed, and whether it still stands. Revoked is answered 200: it is an answer.

    POST brings what is not for addresses and logs: a family name, a license number.
    """
    if moved := other_than_canonical(request, code, "certificates:verified"):
        return moved
    if request.method == "POST":
        return confirmed(request, code)
    answer = look_up(code)
    if answer is None:
        return unknown(request, code, count_miss(address(request)))
    return record(request, code, answer, ConfirmForm())


def confirmed(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to a guess. It is counted before it is judged, and given back when it was right."""
    guess = count_guess(address(request), code)
    form = ConfirmForm(request.POST)
    if not guess.patient or not form.is_valid():
        return unknown(request, code, guess)
    answer = look_up(code, form.cleaned_data["family_name"])
    if answer is None:
        return unknown(request, code, guess, named=True)
    typed = form.cleaned_data["licence"]
    matches = answer.is_licence(typed) if typed else None
    if matches is not False:
        guess.give_back()
    return record(request, code, answer, form, matches)


def record(
    request: HttpRequest, code: str, answer: Verified, form: ConfirmForm, matches: bool | None = None
) -> HttpResponse:
    now = timezone.now()
    if is_plain(request):
        return unlisted(HttpResponse(showing.for_visitors(answer, code, now, lambda: get_token(request))))
    context = showing.context(answer, code) | showing.checked(now) | {"form": form, "matches": matches}
    return unlisted(render(request, "certificates/verified.html", context))


def is_plain(request: HttpRequest) -> bool:
    """Whether the page is what every visitor sees: it says nothing to this one in particular."""
    return request.method != "POST" and not request.user.is_authenticated and not get_messages(request)


@sensitive_post_parameters("family_name")
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """The signed facts as a document, for checking them without us. POST brings a family name."""
    if moved := other_than_canonical(request, code, "certificates:facts"):
        return moved
    guess = count_guess(address(request), code) if request.method == "POST" else None
    if guess and not guess.patient:
        return unknown(request, code, guess)
    answer = look_up(code, request.POST.get("family_name", "")[:120])
    if answer is None:
        return unknown(request, code, guess or count_miss(address(request)))
    if guess:
        guess.give_back()
    if not answer.genuine:
        return redirect("certificates:verified", code)  # which says that it can't be confirmed
    response = HttpResponse(as_bytes(document(answer)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="certificate-{answer.facts["serial"]}.json"'
    response["Access-Control-Allow-Origin"] = "*"  # a checker in somebody's browser may read it
    return unlisted(response)


@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The picture that a shared link shows. It names the course and nobody, and is there for open ones only."""
    if moved := other_than_canonical(request, code, "certificates:card"):
        return moved
    answer = look_up(code)
    if answer is None or not answer.genuine:
        return unknown(request, code, count_miss(address(request)))
    facts = answer.facts
    picture = picturing.card(facts["course"]["title"], facts["provider"]["name"], facts["hours"]["value"])
    response = HttpResponse(
        picture, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
    )
    return unlisted(response)


def other_than_canonical(request: HttpRequest, code: str, name: str) -> HttpResponse | None:
    """Where a code in another form is sent, or why it can be no code. None for the stored form."""
    try:
        stored = canonical(code)
    except WrongCode:
        context = {"form": CodeForm({"code": code})}
        return unlisted(render(request, "certificates/verify.html", context, status=400))
    return redirect(name, stored) if stored != code else None


def unknown(request: HttpRequest, code: str, guess: Guess, *, named: bool = False) -> HttpResponse:
    """Nothing to show: no such code, or not with this name. Both look alike, to the byte.

    Somebody who tries many is asked to wait.
    """
    context = {
        "form": CodeForm({"code": grouped(code)}),
        "confirm": ConfirmForm(),
        "code": grouped(code),
        "plain_code": code,
        "patient": guess.patient,
        "named": named,
    }
    status = 404 if guess.patient else 429
    response = unlisted(render(request, "certificates/unknown.html", context, status=status))
    if not guess.patient:
        response["Retry-After"] = "60"
    return response


def address(request: HttpRequest) -> str:
    """Where a request comes from; behind proxies, as many of them as the settings trust."""
    return get_adapter().get_client_ip(request)


def unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine lists it, and no other site learns the code from us.

    Not `no-referrer`: browsers would then send `Origin: null` with the form that signs out.
    """
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
