"""Items of the CMS menu that are for some roles. The menu asks once a request who is looking."""

from collections.abc import Set as AbstractSet

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from .models import Role
from .policy import roles, roles_anywhere


class RolesMenuItem(MenuItem):
    """For who holds one of `who`: over the whole site or, with `anywhere`, over at least one thing."""

    who: AbstractSet[Role] = frozenset()
    anywhere = False

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(held(request, self.anywhere) & self.who)


def held(request: HttpRequest, anywhere: bool) -> frozenset[Role]:
    """The roles of this request's person. Each page has a dozen items, and all would ask the same."""
    name = "_roles_anywhere" if anywhere else "_roles_of_the_site"
    if not hasattr(request, name):
        setattr(request, name, (roles_anywhere if anywhere else roles)(request.user))
    return getattr(request, name)
