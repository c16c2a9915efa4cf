"""Who comes in with an address and a password. Several accounts may claim one address (see joining)."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email


class PasswordBackend(AuthenticationBackend):
    """Tries the account that holds the address first, then those that claim it.

    A failure always costs at least two checks of a password, so that time does not tell which there are.
    """

    def _authenticate_by_email(self, email: str, password: str):
        people = filter_users_by_email(email, for_login=True)
        for person in sorted(people, key=lambda person: (person.email is None, person.pk)):
            if self._check_password(person, password):
                return person
        for _ in range(len(people), 2):
            self._mitigate_timing_attack(password)
        self._did_check_password = True
        return None
