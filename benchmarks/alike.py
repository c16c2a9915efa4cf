"""Whether time tells a code behind a name from one that never was: python -m benchmarks.alike 400

Asks for both, and for wrong names under both, by turns in one process, and prints the medians and how often the
one took longer than the other. One half is "can't be told apart"; what is asked is between 0.45 and 0.55.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

BOUNDS = (0.45, 0.55)


def spent(ask: Callable[[str], object], code: str) -> float:
    """Milliseconds of the processor."""
    began = time.process_time()
    ask(code)
    return (time.process_time() - began) * 1000


def longer(one: list[float], other: list[float]) -> float:
    """How often a time of `one` is longer than one of `other`, ties counting half (Mann and Whitney's U, as a share)."""
    wins = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return wins / (len(one) * len(other))


def prepare() -> str:
    """The code of a certificate behind its holder's name, among others."""
    from django.core.management import call_command

    from certificates.disclosing import disclose
    from tests.factories.certificates import issued

    call_command("migrate", verbosity=0)
    call_command("make_signing_key", verbosity=0)
    hidden = [issued(f"Nguyễn Thị Ánh {number}") for number in range(20)][10]
    disclose(hidden, by=hidden.completion.enrolment.learner, confirm_only=True, family_name="Nguyễn")
    return hidden.code


def measure(rounds: int) -> int:
    import django

    django.setup()
    from django.test import Client

    from certificates import codes, limiting
    from certificates.models import MissCount

    hidden, client, failed = prepare(), Client(SERVER_NAME="localhost"), False
    limiting.CODE_HOUR = limiting.Limit("code-hour", 10**9, limiting.HOUR)
    limiting.ADDRESS_MINUTE = limiting.Limit("address-minute", 10**9, limiting.MINUTE)
    limiting.ADDRESS_HOUR = limiting.Limit("address-hour", 10**9, limiting.HOUR)
    nobodys = codes.new()
    asked = {
        "the code alone": lambda code: client.get(f"/verify/{code}/"),
        "a wrong name": lambda code: client.post(f"/verify/{code}/", {"family_name": "Tran"}),
    }
    for name, ask in asked.items():
        times: dict[str, list[float]] = {hidden: [], nobodys: []}
        for code in (hidden, nobodys) * 20:
            ask(code)  # what is made once is not what a miss costs
        for _ in range(rounds):
            for code in random.sample([hidden, nobodys], 2):
                times[code].append(spent(ask, code))
        share = longer(times[hidden], times[nobodys])
        failed |= not BOUNDS[0] <= share <= BOUNDS[1]
        medians = [statistics.median(times[code]) for code in (hidden, nobodys)]
        print(
            f"{name}: hidden {medians[0]:.2f} ms, nobody's {medians[1]:.2f} ms; longer in {share:.3f} of pairs"
        )
    MissCount.objects.all().delete()
    return 1 if failed else 0


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "FASCIA_VAR": home}
        return measure(rounds)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
