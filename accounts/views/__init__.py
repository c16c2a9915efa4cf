from .confirming import confirm_email
from .demo import demo_mails
from .doors import cms_login, front_login
from .profile import add_licence, profile, remove_licence

__all__ = [
    "add_licence",
    "cms_login",
    "confirm_email",
    "demo_mails",
    "front_login",
    "profile",
    "remove_licence",
]
