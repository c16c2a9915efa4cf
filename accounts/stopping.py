"""The address in a mail that ends mails of its kind with one click, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import User


def address(person: User, page: str, salt: str) -> str:
    """Of the page with this name. `salt` names the kind of mail: a token of one kind ends no other."""
    token = signing.dumps(str(person.public_id), salt=salt)
    return settings.PUBLIC_URL + reverse(page, args=[token])


def whose(token: str, salt: str) -> User | None:
    """The person whose address this is. It does one thing only, so it never expires."""
    try:
        return User.objects.filter(public_id=signing.loads(token, salt=salt)).first()
    except signing.BadSignature:
        return None
