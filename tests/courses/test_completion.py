from dataclasses import dataclass
from uuid import UUID, uuid4

from courses.completion import Progress, Record, Requirement, finished, locks, short, still_counts, unmet


@dataclass(frozen=True)
class Step:
    title: str
    key: UUID
    required: bool = True
    digest: str = "a"


def record(key: UUID, digest: str = "a", major: int = 1) -> Record:
    return Record(key, digest, major)


def steps(*required: bool) -> list[Step]:
    return [Step(f"Step {n}", uuid4(), is_required) for n, is_required in enumerate(required, 1)]


def test_what_is_unmet_is_what_is_required_and_not_finished():
    one, two, extra = uuid4(), uuid4(), uuid4()

    assert unmet(Requirement(frozenset({one, two})), Progress(frozenset({one, extra}))) == {two}
    assert unmet(Requirement(frozenset({one})), Progress(frozenset({one}))) == frozenset()


def test_a_step_is_closed_until_every_earlier_required_one_is_finished():
    one, two, three = steps(True, True, True)

    assert locks([one, two, three], frozenset()) == {
        two.key: "Finish “Step 1” first.",
        three.key: "Finish “Step 1” first.",
    }
    assert locks([one, two, three], frozenset({one.key})) == {three.key: "Finish “Step 2” first."}


def test_an_optional_step_closes_nothing():
    one, two = steps(False, True)

    assert locks([one, two], frozenset()) == {}


def test_a_finished_step_stays_open_whatever_comes_before_it():
    one, two = steps(True, True)

    assert locks([one, two], frozenset({two.key})) == {}


def test_a_finished_step_counts_after_a_minor_change_of_its_text():
    (step,) = steps(True)

    assert still_counts(record(step.key, digest="old", major=1), step, major=1)


def test_a_finished_step_counts_in_the_next_major_edition_only_if_it_did_not_change():
    (step,) = steps(True)

    assert still_counts(record(step.key, digest="a", major=1), step, major=2)
    assert not still_counts(record(step.key, digest="old", major=1), step, major=2)


def test_finished_leaves_out_records_of_steps_that_the_edition_no_longer_has():
    one, two = steps(True, True)

    assert finished([one, two], [record(one.key), record(uuid4())], major=1) == {one.key}


def test_a_reason_names_a_step_by_the_first_part_of_its_title():
    assert [short("Circulation: what changes"), short("Post-test")] == ["Circulation", "Post-test"]
