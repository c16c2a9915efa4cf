"""How often somebody may guess. Only misses are counted, so an office that checks real papers is never slowed.

A miss is one atomic statement that counts it for the address, and for everybody together: a flood from many
addresses is a flood. A guess at a name or a license number is also counted against the code it was made for,
before it is judged, so that ten guesses an hour stay ten however many addresses they come from.
A code itself cannot be guessed: it holds 115 random bits. So open certificates are answered even in a flood.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from .models import MissCount

logger = logging.getLogger("fascia.verifying")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many misses in each span of time."""

    kind: str
    most: int
    span: timedelta


ADDRESS_MINUTE = Limit("address-minute", 20, MINUTE)
ADDRESS_HOUR = Limit("address-hour", 200, HOUR)
CODE_HOUR = Limit("code-hour", 10, HOUR)
# Counted last by every statement: two that wait for each other's rows would be a deadlock.
EVERYBODY_HOUR = Limit("everybody-hour", 1000, HOUR)
# A list of five thousand is a second's work: so many an hour from one address.
LISTS_HOUR = Limit("lists-hour", 60, HOUR)

# What software asks one by one with a key. Whoever has more asks with a list.
CALLS_MINUTE = Limit("calls-minute", 120, MINUTE)

# A link that somebody shares is a page and its files; a hundred looks an hour are a crowd or a robot.
LINK_HOUR = Limit("link-hour", 100, HOUR)


@dataclass(frozen=True, slots=True)
class Guess:
    """A miss that was counted. `patient` says whether every limit still held."""

    keys: Sequence[str]
    patient: bool

    def give_back(self) -> None:
        """It was no miss after all."""
        MissCount.objects.filter(key__in=self.keys).update(count=F("count") - 1)


@dataclass(frozen=True, slots=True)
class Guesses:
    """Guesses of one list. `refused` are the codes that were tried too often to be judged."""

    keys: Mapping[str, str]
    refused: frozenset[str]

    def give_back(self, codes: Iterable[str]) -> None:
        """These were no misses after all."""
        if keys := [self.keys[code] for code in codes if code in self.keys]:
            MissCount.objects.filter(key__in=keys).update(count=F("count") - 1)


COUNT = """
INSERT INTO certificates_misscount (key, count, expires_at) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET count = certificates_misscount.count + excluded.count
RETURNING key, count
"""


def count_miss(address: str) -> Guess:
    """Count a code that led to nothing."""
    subject = network(address)
    return count([(ADDRESS_MINUTE, subject), (ADDRESS_HOUR, subject), (EVERYBODY_HOUR, "")])


def count_list(address: str) -> Guess:
    """Count a list or a drop of files. These are counted whatever they hold, for they are work."""
    return count([(LISTS_HOUR, network(address))])


def count_call(subject: str) -> Guess:
    """Count one question that software asked with a key, whatever it was."""
    return count([(CALLS_MINUTE, subject)])


def count_link(token: str) -> Guess:
    """Count a look at what somebody shares."""
    return count([(LINK_HOUR, token)])


def count_guess(address: str, code: str) -> Guess:
    """Count a guess at a name or a number under a code, before it is judged.

    It stands against everybody's count too, but is not refused for it: others' floods lock out nobody.
    """
    subject = network(address)
    limits = [(ADDRESS_MINUTE, subject), (ADDRESS_HOUR, subject), (CODE_HOUR, code), (EVERYBODY_HOUR, "")]
    return count(limits, excused={EVERYBODY_HOUR})


def count_guesses(address: str, codes: Sequence[str], *, misses: int) -> Guesses:
    """Count the codes of a list that are no open certificates, and the names guessed for some, at once.

    The address counts as many misses as there are; each code with a name counts one, before it is judged.
    """
    if not misses and not codes:
        return Guesses({}, frozenset())
    now, subject = timezone.now(), network(address)
    by_code = {code: key(CODE_HOUR, code, now) for code in sorted(codes)}
    sums = {ADDRESS_MINUTE: subject, ADDRESS_HOUR: subject}
    rows = [(key(limit, of, now), misses, limit) for limit, of in sums.items()]
    rows += [(name, 1, CODE_HOUR) for name in by_code.values()]
    rows += [(key(EVERYBODY_HOUR, "", now), misses, EVERYBODY_HOUR)]
    counts = written(rows, now)
    refused = {code for code, name in by_code.items() if counts[name] > CODE_HOUR.most}
    return Guesses(by_code, frozenset(refused))


def count(limits: Sequence[tuple[Limit, str]], excused: frozenset[Limit] | set[Limit] = frozenset()) -> Guess:
    """One statement for all limits. Nobody slips between a look and a count."""
    now = timezone.now()
    keys = {key(limit, subject, now): limit for limit, subject in limits}
    counts = written([(name, 1, limit) for name, limit in keys.items()], now)
    over = [limit for name, limit in keys.items() if counts[name] > limit.most]
    if any(counts[name] == limit.most + 1 for name, limit in keys.items() if limit == EVERYBODY_HOUR):
        logger.error("many unknown codes from everywhere", extra={"count": EVERYBODY_HOUR.most})
    return Guess(list(keys), patient=not set(over) - excused)


def written(rows: Sequence[tuple[str, int, Limit]], now: datetime) -> dict[str, int]:
    """Add to counts, in one statement. Returns what each is now."""
    values = [
        value
        for name, many, limit in rows
        for value in (name, many, connection.ops.adapt_datetimefield_value(now + limit.span))
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=", ".join(["(%s, %s, %s)"] * len(rows))), values)
        return dict(cursor.fetchall())


def key(limit: Limit, subject: str, now: datetime) -> str:
    """The row of a limit, a subject and the span that `now` falls into."""
    span = int(now.timestamp() // limit.span.total_seconds())
    text = f"{limit.kind}|{subject}|{span}".encode()
    return blake2b(text, key=settings.SECRET_KEY.encode()[:64], digest_size=32).hexdigest()


def network(address: str) -> str:
    """Whom an address stands for: one of version 6 for its whole /64, which one line is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


def forget_misses() -> int:
    """Forget counts that no longer limit anybody."""
    return MissCount.objects.filter(expires_at__lt=timezone.now()).delete()[0]
