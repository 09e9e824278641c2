"""A summary and its original in one library: the original goes before, and what stands in both is shown once."""

from collections.abc import Callable, Mapping, Sequence

from index.passages import StoredPassage

Ranked = Sequence[tuple[StoredPassage, float]]
Sought = Callable[[StoredPassage, Ranked], StoredPassage | None]
"""Gives what a passage of a summary has been made of, the best of it; None where there is no such passage."""


def originals_first(
    ranked: Ranked, sought: Sought
) -> tuple[list[tuple[StoredPassage, float]], Mapping[int, list[StoredPassage]]]:
    """The ranking with originals in the places of summaries, and the summaries by the number of their original."""
    scores: dict[int, tuple[StoredPassage, float]] = {}
    under: dict[int, list[StoredPassage]] = {}
    for stored, score in ranked:
        original = sought(stored, ranked)
        if original is not None:
            under.setdefault(original.number, []).append(stored)
        first = original or stored
        scores.setdefault(first.number, (first, score))
    return list(scores.values()), under
