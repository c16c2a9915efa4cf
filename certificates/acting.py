"""Acts by cause: first the list of what would happen, then exactly that list, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from accounts.auditing import audit
from accounts.models import User
from accounts.policy import KEEPERS, roles

from . import issuing
from .models import Certificate
from .models.certificates import CertificateQuerySet
from .models.statuses import STANDING
from .policy import is_own
from .verifying import FIELDS, is_intact

# As many as are done before a browser gives up. The rest waits on the same page.
AT_ONCE = 500


class ListChanged(ValueError):
    """The list is no longer the one that was looked at. Nothing was done."""


@dataclass(frozen=True)
class Act:
    """What may be done to many. `reasons` is the closed list that the public reads."""

    name: str
    title: str
    done: str
    verb: Callable[..., object]
    reasons: Sequence[str]


REVOKE_REASONS = (
    "Issued in error",
    "Replaced on the holder's request",
    "The course's approval was withdrawn",
    "The test was not taken by the holder",
    "The course was not completed as required",
)
REISSUE_REASONS = (
    "Its code became known to others",
    "The key that signed it was withdrawn",
    "Its files were lost",
)
ACTS = {
    "reissue": Act("reissue", "Issue anew", "issued anew", issuing.reissue, REISSUE_REASONS),
    "revoke": Act("revoke", "Revoke", "revoked", issuing.revoke, REVOKE_REASONS),
}


@dataclass(frozen=True)
class Row:
    """A certificate that a cause touched, and why nothing is done to it. `why_not` is empty when it is."""

    certificate: Certificate
    kind: str
    sequence: int
    why_not: str = ""

    @property
    def name(self) -> str:
        """The name on it; empty when what is stored can't be read."""
        try:
            return self.certificate.name
        except (ValueError, KeyError, TypeError):
            return ""


@dataclass(frozen=True)
class Plan:
    """The dry run. `digest` names the list: a certificate more or less, or another status, and it is another."""

    act: Act
    rows: Sequence[Row]

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if not row.why_not]

    @property
    def todo(self) -> list[Row]:
        """What is done in one go."""
        return self.waiting[:AT_ONCE]

    @property
    def left_alone(self) -> list[Row]:
        return [row for row in self.rows if row.why_not]

    @property
    def digest(self) -> str:
        lines = [self.act.name, *(f"{row.certificate.pk} {row.sequence}" for row in self.todo)]
        return sha256("\n".join(lines).encode()).hexdigest()


def preview(act: Act, touched: CertificateQuerySet, *, by: User) -> Plan:
    """What the act would do to each, oldest first. Writes nothing. Raises PermissionDenied."""
    if not roles(by) & KEEPERS:
        raise PermissionDenied("Registrars and administrators act on certificates.")
    parts = touched.with_status().select_related("completion__enrolment__learner").order_by("issued_at", "pk")
    return Plan(act, [judged(certificate, by) for certificate in parts])


def judged(certificate: Certificate, by: User) -> Row:
    row = {name: getattr(certificate, name) for name in ("latest_kind", "latest_sequence", *FIELDS)}
    kind, sequence = row["latest_kind"], row["latest_sequence"]
    if kind not in STANDING:
        why_not = f"It is {kind} already."
    elif is_own(by, certificate):
        why_not = "It is your own: another registrar must do it."
    elif not is_intact(row):
        why_not = "What is stored isn't what was signed. Look at it by itself."
    else:
        why_not = ""
    return Row(certificate, kind, sequence, why_not)


def carry_out(
    plan: Plan, cause: Model, *, by: User, digest: str, public_reason: str, private_reason: str
) -> int:
    """Do what the plan says, each certificate by itself. Returns how many were done.

    A crash leaves the rest on the list, and what was done is done once. Raises ListChanged when `digest` is of
    another list, ValueError for a reason that isn't on the act's list, and PermissionDenied.
    """
    if public_reason not in plan.act.reasons:
        raise ValueError(f"“{public_reason}” is no public reason.")
    if digest != plan.digest:
        raise ListChanged("The list has changed since you looked at it. Nothing was done: look again.")
    reasons = {"public_reason": public_reason, "private_reason": private_reason}
    audit(
        by,
        f"certificates.{plan.act.name}_by_cause",
        cause,
        reason=private_reason,
        count=len(plan.todo),
        digest=digest,
    )
    done = 0
    for row in plan.todo:
        try:
            plan.act.verb(row.certificate, by=by, **reasons)
        except (issuing.NotCurrent, issuing.NotGenuine):
            continue  # somebody else was quicker; the page shows it as it is now
        done += 1
    return done
