from random import Random

from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import Pool, draw

seeded = Random  # chance that a test can repeat
POOLS = st.lists(st.tuples(st.integers(0, 6), st.sets(st.integers(0, 20), max_size=10)), max_size=5)


@given(POOLS, st.frozensets(st.integers(0, 20)), st.randoms(use_true_random=False))
def test_nothing_is_drawn_twice_and_no_pool_gives_more_than_its_share(pools, seen, chance):
    pools = [Pool(share, sorted(candidates)) for share, candidates in pools]

    drawn = draw(pools, seen, chance)

    assert len(drawn) == len(set(drawn))
    assert len(drawn) <= sum(pool.draw for pool in pools)
    assert set(drawn) <= {candidate for pool in pools for candidate in pool.candidates}


@given(st.integers(0, 8), st.frozensets(st.integers(0, 9)), st.randoms(use_true_random=False))
def test_seen_questions_come_only_when_the_unseen_run_out(share, seen, chance):
    drawn = draw([Pool(share, range(10))], seen, chance)

    unseen = 10 - len(seen)
    assert len(drawn) == share
    assert len([question for question in drawn if question in seen]) == max(0, share - unseen)


def test_a_pool_that_lost_questions_gives_what_it_has():
    assert sorted(draw([Pool(5, ["a", "b"])], frozenset(), seeded(1))) == ["a", "b"]


def test_papers_differ():
    pool = [Pool(5, range(30))]

    assert len({tuple(draw(pool, frozenset(), seeded(seed))) for seed in range(20)}) == 20
