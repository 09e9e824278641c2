"""From ranked passages to what is shown of them: documents in turn, texts that stand in several places once."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TypeVar

from index.embedder import TokenisedQuery
from index.passages import StoredPassage
from index.ranking import Grams, grams, same_text
from index.swedish import token_spans

_TURNS = 3  # passages from each of the documents that a question compares, before all others
Each = TypeVar("Each")
TWINS = 12
"""Passages beyond the limit that are looked through for texts that stand in several places."""


def in_turn(found: Sequence[Sequence[Each]]) -> list[Each]:
    """The first of each, then the second of each, and so on."""
    return [each for turn in zip_longest(*found) for each in turn if each is not None]


def spread(
    ranked: Sequence[tuple[StoredPassage, float]], compared: frozenset[str]
) -> list[tuple[StoredPassage, float]]:
    """The ranking, where documents are compared the best of each in turn."""
    if not compared:
        return list(ranked)
    by_doc = {doc: [pair for pair in ranked if pair[0].passage.doc == doc] for doc in compared}
    in_order = sorted(by_doc.values(), key=lambda pairs: -pairs[0][1] if pairs else 0.0)
    first = in_turn([pairs[:_TURNS] for pairs in in_order])
    return [*first, *(pair for pair in ranked if pair not in first)]


def by_word(query: str, tokenised: TokenisedQuery | None, near: Sequence[float]) -> dict[str, float]:
    """How near each word of the query is to the passage, the mean over its tokens."""
    if tokenised is None or not near:
        return {}
    found: dict[str, float] = {}
    for word, start, end in token_spans(query):
        own = [s for s, (a, b) in zip(near, tokenised.spans, strict=True) if a < end and b > start]
        if own:
            found[word] = max(found.get(word, 0.0), sum(own) / len(own))
    return found


def collapsed(
    ranked: Sequence[tuple[StoredPassage, float]], limit: int, under: Mapping[int, Sequence[StoredPassage]]
) -> list[tuple[StoredPassage, float, tuple[StoredPassage, ...]]]:
    """The first `limit` passages, those with the same text as an earlier one put under it.

    `under` holds what is to be put under a passage besides, by its number.
    """
    kept: list[tuple[StoredPassage, float, Grams, list[StoredPassage]]] = []
    for stored, score in ranked[: limit + TWINS]:
        own = grams(stored.text)
        twin = next((others for _, _, first, others in kept if same_text(first, own)), None)
        if twin is not None:
            twin.append(stored)
        elif len(kept) < limit:
            kept.append((stored, score, own, [*under.get(stored.number, ())]))
    return [(stored, score, tuple(others)) for stored, score, _, others in kept]
