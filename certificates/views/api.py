"""The answers of the verification page, for software: by key, as JSON."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from certificates import bulk, checking_many, questions
from certificates.api_keys import key_of, note_use
from certificates.bulk import Answer
from certificates.facts import utc
from certificates.limiting import CALLS_MINUTE, LISTS_HOUR, Guess, count_call, count_list
from certificates.models import ApiKey
from certificates.openapi import STATUSES, description
from certificates.signing import NoSigningKey
from certificates.verifying import document, look_up

# Five thousand questions of the longest kind.
LARGEST = 2 * 1024 * 1024
Scope = ApiKey.Scope


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """Why nothing was answered (RFC 9457)."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(said, status=status, content_type="application/problem+json")


def keyed(scopes: set[str], count: Callable[[str], Guess], wait: int):
    """Only with a key of one of these scopes, as often as `count` allows, and only JSON of a sane size.

    Exempt from the token against forged forms: no cookie opens this door.
    """

    def decorator(view: Callable[[bytes, str], HttpResponse]):
        @csrf_exempt
        @never_cache
        @require_POST
        @wraps(view)
        @sensitive_variables("key")
        def door(request: HttpRequest) -> HttpResponse:
            key = key_of(request.headers.get("Authorization", ""))
            if key is None:
                response = problem(401, "No key", "Send a live key: Authorization: Bearer fascia_…")
                response["WWW-Authenticate"] = "Bearer"
                return response
            if key.scope not in scopes:
                return problem(403, "Not with this key", "This key asks about one certificate at a time.")
            subject = f"key:{key.prefix}"
            if not count(subject).patient:
                response = problem(429, "Too many", "This key asked too often. Wait, then ask again.")
                response["Retry-After"] = str(wait)
                return response
            if request.content_type != "application/json":
                return problem(415, "Not JSON", "Send Content-Type: application/json.")
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
                return problem(413, "Too large", f"Send at most {LARGEST // 2**20} MB.")
            note_use(key)
            try:
                return view(request.body, subject)
            except questions.NotUnderstood as error:
                return problem(400, "Not understood", str(error))

        return door

    return decorator


@keyed({Scope.ONE, Scope.MANY}, count_call, wait=60)
def one(raw: bytes, subject: str) -> HttpResponse:
    """One certificate: the answer, and when it may be shown the signed document with every printed fact."""
    asked = questions.one(raw)
    [answer] = bulk.check([asked], subject)
    shown = look_up(answer.code.replace("-", ""), asked.name) if answer.sha256 else None
    certificate = document(shown) if shown and shown.genuine else None
    said = {"checked_at": now(), "answer": said_of(answer), "certificate": certificate}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@keyed({Scope.MANY}, count_list, wait=3600)
def many(raw: bytes, subject: str) -> HttpResponse:
    """Many, in the order they were asked; with a signed receipt if one is wanted."""
    batch = questions.many(raw)
    answers = bulk.check(batch.asked, subject)
    at = now()
    said: dict[str, Any] = {
        "checked_at": at,
        "summary": [{"word": word, "count": count} for word, count in bulk.summary(answers)],
        "answers": [said_of(answer) for answer in answers],
    }
    if batch.receipt:
        rows = [[asked.typed] for asked in batch.asked]
        digest = sha256(raw).hexdigest()
        check = checking_many.Check(at, "API", digest, ["Code"], rows, answers)
        try:
            said["receipt"] = checking_many.receipt(check)
        except NoSigningKey:
            return problem(503, "Not now", "Receipts can't be signed now. Ask without one.")
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


def now() -> str:
    return utc(timezone.now())


def said_of(answer: Answer) -> dict:
    known = answer.sha256 or answer.kind == "altered"
    path = reverse("certificates:verified", args=[answer.code.replace("-", "")]) if known else ""
    return questions.answered(answer, address=settings.PUBLIC_URL + path if path else "")


@require_safe
@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of all this for software. Public."""
    response = JsonResponse(description(settings.PUBLIC_URL), json_dumps_params={"indent": 2})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    context = {
        "statuses": STATUSES,
        "calls": CALLS_MINUTE.most,
        "lists": LISTS_HOUR.most,
        "most": f"{questions.MOST:,}",
        "address": settings.PUBLIC_URL,
    }
    return render(request, "certificates/api.html", context)
