"""How measured values are told."""

import pytest

from bench.command import BenchFailed
from bench.figures import Figure, number, put_between, table


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0,00"), (1.256, "1,26"), (12.34, "12,3"), (123.6, "124"), (1234567.0, "1 234 567")],
)
def test_numbers_are_written_as_swedish_does(value: float, said: str) -> None:
    assert number(value) == said


def test_a_value_stands_beside_what_it_is_held_against() -> None:
    lines = table([Figure("bygge", 12.5, "s"), Figure("– läsning", 2.5, "s", "", 0.2, "hela bygget")]).splitlines()
    assert lines[2:] == ["| bygge | 12,5 s | |", "| – läsning | 2,50 s | 0,20 × hela bygget |"]


def test_a_table_is_put_where_its_marks_are_and_nowhere_else() -> None:
    text = "före\n<!-- mätt: a -->\ngammalt\n<!-- slut: a -->\nefter\n"
    assert put_between(text, "a", "nytt") == "före\n<!-- mätt: a -->\n\nnytt\n\n<!-- slut: a -->\nefter\n"
    with pytest.raises(BenchFailed, match="mätt: b"):
        put_between(text, "b", "nytt")
