"""How servers beside one another are measured."""

from bench.memory import Shared, parse_rollup, shared_memory, total
from bench.workers import Row, table

ROLLUP = """\
5581e2b6e000-7ffd3a5d2000 ---p 00000000 00:00 0                          [rollup]
Rss:                4096 kB
Pss:                3072 kB
Pss_Anon:           2048 kB
Anonymous:          2048 kB
"""


def test_what_is_shared_is_told_apart_from_what_one_process_holds() -> None:
    assert parse_rollup(ROLLUP) == Shared(2.0, 3.0, 4.0)
    assert total([Shared(1, 2, 3), Shared(10, 20, 30)]) == Shared(11, 22, 33)


def test_a_process_holds_no_more_alone_than_in_all() -> None:
    own = shared_memory("self")
    assert 0 < own.anonymous_mb <= own.pss_mb <= own.rss_mb


def test_pace_and_memory_are_told_as_multiples_of_one_server() -> None:
    rows = [Row(1, 10.0, Shared(100, 200, 200), 0.1), Row(2, 15.0, Shared(200, 300, 400), 0.2)]
    assert table(rows).splitlines()[-1] == "| 2 | 15,0 | 1,50 × | 200 MB | 100 MB | 200 MB | 1,50 × |"
