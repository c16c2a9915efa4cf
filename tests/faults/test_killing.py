"""No acknowledged answer is lost or ungraded, whoever is killed; and the harness sees loss where there is some.

Small here. The whole run is `FASCIA_KILL_ANSWERS=10000 FASCIA_KILL_LEARNERS=200` with the same command.
"""

import os

import pytest

from tests.faults.bounds import rule_of_three, upper_bound
from tests.faults.cluster import Cluster
from tests.faults.killing import CONTROL, as_text, run

ANSWERS = int(os.environ.get("FASCIA_KILL_ANSWERS", "300"))
LEARNERS = int(os.environ.get("FASCIA_KILL_LEARNERS", "12"))


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.mark.parametrize(("target", "every"), [("workers", 40), ("database", 100)])
@pytest.mark.postgres
def test_no_acknowledged_answer_is_lost_or_ungraded(cluster, target, every, capsys):
    found = run(cluster, target, learners=LEARNERS, answers=ANSWERS, every=every)

    with capsys.disabled():
        print(f"\n{as_text(found)}")
    assert (found["lost"], found["ungraded"]) == (0, 0)
    assert found["acknowledged"] >= ANSWERS
    assert found["kills"] > 0


@pytest.mark.postgres
def test_control_a_database_that_acknowledges_before_it_writes_loses_some(cluster, capsys):
    cluster.configure(*CONTROL)
    try:
        found = run(cluster, "database", learners=LEARNERS, answers=max(300, ANSWERS // 10), every=100)
    finally:
        cluster.configure("synchronous_commit = on")

    with capsys.disabled():
        print(f"\nControl, synchronous_commit=off: {as_text(found)}")
    assert found["lost"] > 0


@pytest.mark.parametrize("trials", [100, 1000, 10_000])
def test_for_no_events_the_bound_is_the_rule_of_three(trials):
    assert upper_bound(0, trials) == pytest.approx(rule_of_three(trials), rel=0.02)


def test_the_bound_is_that_of_clopper_and_pearson():
    # qbeta(0.95, 3, 98) for 2 of 100.
    assert upper_bound(2, 100) == pytest.approx(0.06162, abs=1e-4)
