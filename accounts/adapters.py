"""What we change in allauth."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import IntegrityError, transaction

from .auditing import audit
from .confirming import address_of, email_is_verified, release, somebody_else_confirmed
from .models import User


class ConfirmLaterStage(EmailVerificationStage):
    """A person with a password comes in at once and confirms the address before the first graded quiz.

    Without a password there is only the address to fall back on, so a new passkey needs it first.
    """

    def handle(self):
        if self.login.user and not self.login.state.get("passkey_signup"):
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Write to us if that is a mistake.",
        "email_password_mismatch": "That e-mail address and password don't match. Check both and try again.",
        "enter_current_password": "That isn't your current password.",
        "incorrect_code": "That isn't the code we sent.",
        "incorrect_password": "That isn't your password.",
        "invalid_login": "That e-mail address and password don't match. Check both and try again.",
        "invalid_password_reset": "That link has been used or is too old. Ask for a new one.",
        "duplicate_email": "That is already your address.",
        "rate_limited": "That was a lot of tries in a short time. Wait a minute, then try again.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again, or reset your password.",
    }

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.account.stages.EmailVerificationStage": "accounts.adapters.ConfirmLaterStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_safe_url(self, url: str) -> bool:
        """Whether it leads to a place on this host. A bare word would be taken for the name of a view."""
        try:
            return "/" in url and super().is_safe_url(url)
        except ValueError:  # such as http://[
            return False

    def login(self, request, user: User) -> None:
        super().login(request, user)
        audit(user, "signed in", user)

    def logout(self, request) -> None:
        user = request.user
        super().logout(request)
        if user.is_authenticated:
            audit(user, "signed out", user)

    def send_confirmation_mail(self, request, emailconfirmation, signup: bool) -> None:
        """The code; but who already has an account with this address is told so, and gets no code."""
        address = emailconfirmation.email_address
        if somebody_else_confirmed(address.email, address.user):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def confirm_email(self, request, email_address: EmailAddress) -> bool:
        try:
            with transaction.atomic():
                if email_address.can_set_verified():
                    release(email_address.email, keeper=email_address.user)
                return super().confirm_email(request, email_address)
        except IntegrityError:  # somebody confirmed it a moment ago
            return False

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Only to an address that is known to be theirs: a claimed one may be somebody else's."""
        if email or email_is_verified(user):
            super().send_notification_mail(template_prefix, user, context, email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are stored encrypted; the newest key encrypts, every key decrypts."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code isn't right, or it has been used. Codes change every 30 seconds.",
        "unverified_email": "Confirm your e-mail address first: it is the way back in if you lose your device.",
        "add_email_blocked": "Write to us to change the address of an account with a second step.",
    }

    def generate_authenticator_name(self, user: User, type) -> str:
        """A name to begin with; people give their own."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def encrypt(self, text: str) -> str:
        return fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return fernet().decrypt(encrypted_text.encode()).decode()


def fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.TOTP_KEYS])


def display_name(user: User) -> str:
    """How allauth's pages and passkeys name an account."""
    return user.name or address_of(user)
