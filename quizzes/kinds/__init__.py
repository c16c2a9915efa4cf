"""The kinds of question. A kind is a folder here, with a rule, a form and a template; adding one adds a kind.

`rule.py` is pure, `form.py` reads a posted response and says what the template needs, `item.html` shows it, and
`bank.py`, pure too, is how the kind stands in a bank's file.
"""

import pkgutil
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from .bank_fields import Body, Fields, Names

type Payload = dict[str, Any]
type Response = Any  # plain JSON; each kind says of which shape


class UnknownKind(LookupError):
    """No folder here has that name."""


class Rule(Protocol):
    """What a kind's rule.py answers."""

    def check(self, payload: Payload) -> None:
        """Raise ValueError, in plain words, unless this is a whole question of the kind."""

    def parts(self, payload: Payload) -> list[str]:
        """The ids of what may be shuffled."""

    def paper(self, payload: Payload, order: Sequence[str] = ()) -> Payload:
        """What a learner may see while sitting: named one by one, never a key, fraction or feedback."""

    def clean(self, payload: Payload, raw: object) -> Response:
        """The response in its one form. Raises ValueError for what this paper does not offer."""

    def grade(self, payload: Payload, response: Response) -> Decimal:
        """The fraction of the points that a response earns. None is no response."""

    def review(self, payload: Payload, response: Response, order: Sequence[str] = ()) -> Payload:
        """Everything, key and feedback included. For after the moment that the policy names."""


class Bank(Protocol):
    """What a kind's bank.py answers. Stem and rationale are read for it."""

    def read(self, fields: Fields) -> Body:
        """The kind's own fields of a question in a file. Mistakes are reported."""

    def payload(self, body: Body, names: Names) -> Payload:
        """What the rule reads, but for stem and rationale."""

    def body(self, payload: Payload, names: Names) -> Body:
        """The other direction."""

    def response(self, body: Body, said: object, names: Names) -> object:
        """What the rule cleans, from a response that names parts by key or text. Raises ValueError for others."""


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg))


def rule(kind: str) -> Rule:
    """Raises UnknownKind."""
    return cast(Rule, _part(kind, "rule"))


def is_marked_by_hand(kind: str) -> bool:
    """Whether no rule grades it. Raises UnknownKind."""
    return getattr(rule(kind), "BY_HAND", False)


def form(kind: str) -> Any:
    """The kind's form module: `ResponseField`, `shown` and `reviewed`. Raises UnknownKind."""
    return _part(kind, "form")


def bank(kind: str) -> Bank:
    """Raises UnknownKind."""
    return cast(Bank, _part(kind, "bank"))


def template(kind: str) -> str:
    return f"kinds/{kind}/item.html"


@cache
def _part(kind: str, part: str) -> object:
    if kind not in names():
        raise UnknownKind(kind)
    return import_module(f"{__name__}.{kind}.{part}")
