"""What may have touched many certificates at once: a key, an edition, and whatever the apps above name.

`certificates` knows no quizzes. Whoever does registers a cause of their own when the apps are ready.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from courses.models import Edition

from .models import Certificate, SigningKey
from .models.certificates import CertificateQuerySet


@dataclass(frozen=True)
class Cause:
    """One kind of thing that touches certificates. `things` are those worth listing, newest first."""

    slug: str
    title: str
    means: str
    things: Callable[[], Iterable[Model]]
    find: Callable[[int], Model | None]
    label: Callable[[Any], str]
    touched: Callable[[Any], CertificateQuerySet]


CAUSES: dict[str, Cause] = {}
# More than anybody scrolls through: an older one is found by its own page's number.
LISTED = 100


def register(cause: Cause) -> None:
    CAUSES[cause.slug] = cause


def key_label(key: SigningKey) -> str:
    state = "withdrawn" if key.compromised_at else "retired" if key.retired_at else "in use"
    return f"{key.key_id[:16]}…, since {key.first_used_at:%b %-d, %Y}, {state}"


register(
    Cause(
        "key",
        "A key",
        "Everything that this key signed. After a theft: mark the key as stolen, then issue anew.",
        lambda: SigningKey.objects.filter(algorithm=SigningKey.Algorithm.ED25519).order_by("-first_used_at"),
        lambda pk: SigningKey.objects.filter(pk=pk, algorithm=SigningKey.Algorithm.ED25519).first(),
        key_label,
        lambda key: Certificate.objects.filter(key_id=key.key_id),
    )
)
register(
    Cause(
        "edition",
        "An edition",
        "Everything that was issued for this edition of a course.",
        lambda: Edition.objects.order_by("-released_at")[:LISTED],
        lambda pk: Edition.objects.filter(pk=pk).first(),
        lambda edition: f"{edition.title}, edition {edition.major}.{edition.minor}",
        lambda edition: Certificate.objects.filter(completion__edition=edition),
    )
)
