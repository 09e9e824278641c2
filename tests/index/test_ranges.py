"""What a filter lets through, as ranges."""

import numpy as np
import pytest

from index.ranges import Ranges


@pytest.mark.parametrize("ranges", [[], [(0, 1)], [(9, 12), (2, 2), (3, 5)], [(0, 64)], [(7, 8), (8, 9)]])
def test_ranges_in_any_order_give_their_numbers_ascending_and_a_bit_for_each(ranges: list[tuple[int, int]]) -> None:
    expected = sorted(number for start, end in ranges for number in range(start, end))
    these = Ranges.of(ranges)
    assert these.numbers.tolist() == expected
    assert len(these) == len(expected)
    assert np.flatnonzero(np.unpackbits(these.bits, bitorder="little")).tolist() == expected


def test_the_parts_of_numbers_are_ranges_of_their_own() -> None:
    firsts = np.array([0, 2, 2, 5, 9], dtype=np.int64)
    assert Ranges.of([(3, 4), (0, 2)]).of_parts(firsts).numbers.tolist() == [0, 1, 5, 6, 7, 8]
