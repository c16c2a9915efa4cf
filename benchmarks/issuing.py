"""Issue many certificates at once, on two processes: python -m benchmarks.issuing 10000

Prints the rate, how many there are, and each process's memory at every tenth. Exits 1 unless there is exactly
one certificate a completion, and memory stayed flat.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

PROCESSES = 2
# Megabytes that a process may have grown by between its second tenth and its last.
FLAT = 20


def prepare(count: int) -> None:
    from django.core.management import call_command

    from accounts.models import User
    from courses.models import Completion, Enrolment
    from tests.factories.certificates import TaughtEditionFactory

    call_command("migrate", verbosity=0)
    call_command("make_signing_key", verbosity=0)
    edition = TaughtEditionFactory()
    learners = User.objects.bulk_create(
        User(email=f"learner{number}@example.com", name=f"Learner Łukasz {number}") for number in range(count)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(learner=learner, course=edition.course, cycle=1) for learner in learners
    )
    at = datetime.now(UTC)
    Completion.objects.bulk_create(
        Completion(enrolment=enrolment, edition=edition, completed_at=at) for enrolment in enrolments
    )


def work(share: int) -> int:
    """Issue every second completion. Returns 1 when memory did not stay flat."""
    from certificates.issuing import issue_or_log
    from courses.models import Completion

    ids = list(Completion.objects.order_by("pk").values_list("pk", flat=True))[share::PROCESSES]
    seen = []
    for number, key in enumerate(ids, 1):
        issue_or_log(Completion.objects.get(pk=key))
        if number % max(len(ids) // 10, 1) == 0:
            seen.append(resident())
            print(f"process {share}: {number} issued, {seen[-1]:.0f} MB", flush=True)
    return 1 if seen[-1] - seen[min(1, len(seen) - 1)] > FLAT else 0


def resident() -> float:
    """Megabytes in memory now, or the most there ever were where the system doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main(count: int) -> int:
    import django

    if share := os.environ.get("ISSUING_SHARE"):
        django.setup()
        return work(int(share))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "FASCIA_VAR": home,
        }
        django.setup()
        prepare(count)
        began = time.monotonic()
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.issuing"], env={**os.environ, "ISSUING_SHARE": str(share)}
            )
            for share in range(PROCESSES)
        ]
        codes = [worker.wait() for worker in workers]
        spent = time.monotonic() - began
        from certificates.models import Certificate

        issued = Certificate.objects.exclude(credential="").count()
    print(
        f"{issued} issued of {count} in {spent:.0f} s: {issued / spent:.1f} a second; memory flat: {not any(codes)}"
    )
    return 0 if issued == count and not any(codes) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
