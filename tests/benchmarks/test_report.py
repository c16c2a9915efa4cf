"""What a run is summed up to, and what it refuses."""

import pytest

from benchmarks import report

ROUND = {"count": 100, "errors": 0, "seconds": 2, "p50": 1.0, "p99": 2.0, "app_ms": 1.0, "database_ms": 1.0}


def scenario(name: str, *cpu: float, statements: int = 1, errors: int = 0) -> dict:
    rounds = [ROUND | {"app_ms": each, "database_ms": 0, "errors": errors} for each in cpu]
    named = {"name": name, "what": name, "against": "ref_q1", "goal": 0.3, "declared": 1}
    return named | {"statements": statements, "rounds": rounds}


class Said:
    rounds, seconds, size = 3, 2, 0


def run(*scenarios: dict) -> dict:
    references = [scenario("ref_q1", 1.0), scenario("ref_ins", 2.0)]
    return report.summed_up("sqlite", [*references, *scenarios], Said())


def test_the_ratio_is_of_medians():
    found = run(scenario("lesson", 9.0, 2.5, 2.0))

    assert found["scenarios"]["lesson"]["ratio"] == 0.4
    assert found["scenarios"]["lesson"]["cpu_to_ref_ins"] == 0.8


def test_rounds_too_short_for_one_answer_measure_nothing():
    slow = scenario("lesson", 2.0) | {"rounds": [ROUND | {"count": 0}]}

    with pytest.raises(report.Unmeasured, match="lesson: no answer in most rounds"):
        run(slow)


def test_a_slow_machine_is_no_fault():
    assert report.faults(run(scenario("lesson", 900.0))) == []


def test_a_wrong_answer_and_an_undeclared_statement_are_faults():
    found = run(scenario("lesson", 2.0, errors=3), scenario("course", 2.0, statements=2))

    assert report.faults(found) == ["lesson: 3 wrong answers", "course: 2 statements, 1 declared"]
