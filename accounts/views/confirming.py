"""/account/confirm/: six digits, sent when asked for, so that opening the page changes nothing."""

import smtplib

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.confirming import address_of, email_is_verified
from accounts.forms import AddressForm, CodeForm
from accounts.joining import claim

SLOW = (
    "We've sent several codes in a short time. Use the last one, or wait an hour before you ask for another."
)
UNSENT = "We couldn't send the mail. Nothing is lost. Try again in a minute."
SPENT = "That was the last try for this code, so we've thrown it away. Ask for a new one."
TAKEN = "We couldn't confirm this address. Sign in to the account that has it, or use another address."


@login_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request) -> HttpResponse:
    if email_is_verified(request.user):
        return redirect(destination(request))
    act = {"send": send, "change": change, "check": check}.get(request.POST.get("action", ""), show)
    return act(request)


def destination(request) -> str:
    """Where the person was going: a place on this host, or where people land when they sign in."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return (
        target
        if target and get_adapter(request).is_safe_url(target)
        else resolve_url(settings.LOGIN_REDIRECT_URL)
    )


def here(request) -> HttpResponse:
    return redirect(f"{request.path}?{urlencode({'next': destination(request)})}")


def sent_code(request) -> EmailVerificationProcess | None:
    """The code on its way to the address they have now, if there is one."""
    process = EmailVerificationProcess.resume(request)
    ours = process and process.user == request.user and process.email == address_of(request.user)
    return process if ours else None


def show(request, code_form=None, address_form=None, status=200) -> HttpResponse:
    context = {
        "address": address_of(request.user),
        "sent": sent_code(request) is not None,
        "form": code_form or CodeForm(),
        "address_form": address_form or AddressForm(),
        "minutes": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60,
        "next": destination(request),
    }
    return render(request, "account/confirm.html", context, status=status)


def send(request) -> HttpResponse:
    try:
        EmailVerificationProcess.initiate(request=request, user=request.user, email=address_of(request.user))
    except ImmediateHttpResponse:
        messages.warning(request, SLOW)
    except (smtplib.SMTPException, OSError):
        messages.error(request, UNSENT)
    return here(request)


def change(request) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show(request, address_form=form, status=422)
    claim(request.user, form.cleaned_data["email"])
    return send(request)


def check(request) -> HttpResponse:
    process, form = sent_code(request), CodeForm(request.POST)
    if process is None:
        messages.warning(request, SPENT)
        return here(request)
    if not form.is_valid():
        return show(request, code_form=form, status=422)
    if not form.matches(process.code):
        return wrong(request, process, form)
    if process.finish() is None:
        messages.error(request, TAKEN)
        return here(request)
    return redirect(destination(request))


def wrong(request, process: EmailVerificationProcess, form: CodeForm) -> HttpResponse:
    if not process.record_invalid_attempt():
        messages.warning(request, SPENT)
        return here(request)
    left = process.max_attempts - process.state["failed_attempts"]
    tries = "1 try" if left == 1 else f"{left} tries"
    form.add_error("code", f"That isn't the code we sent. You have {tries} left.")
    return show(request, code_form=form, status=422)
