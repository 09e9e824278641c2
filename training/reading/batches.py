"""Examples as tensors, in batches of pairs of like length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from index.reader_network import likeness
from training.reading.examples import Example
from training.reading.network import Batch
from training.reading.states import Known, States

_POOL = 50  # batches that are sorted by length together
_MULTIPLE = 16
"""Tokens that a batch is padded to a multiple of: every new shape costs torch time and memory."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An example with its two texts, and its right places in rows of the pair."""

    example: Example
    question: Known
    passage: Known
    spans: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        """Rows: one for "no answer", and the tokens."""
        return 1 + len(self.question.tokens.ids) + len(self.passage.tokens.ids)


def paired(examples: Sequence[Example], states: States) -> list[Pair]:
    """The examples as pairs; those whose answer was cut off are left out."""
    return [pair for example in examples if (pair := _pair(example, states))]


def _pair(example: Example, states: States) -> Pair | None:
    question, passage = states.question(example), states.passage(example)
    found = [span for start, end in example.spans if (span := passage.tokens.span(start, end))]
    if example.spans and not found:
        return None
    first = 1 + len(question.tokens.ids)
    return Pair(example, question, passage, tuple((start + first, end + first) for start, end in found) or ((0, 0),))


def shuffled(pairs: Sequence[Pair], size: int, chance: random.Random) -> Iterator[list[Pair]]:
    """All the pairs once, in batches of like length and in random order."""
    order = chance.sample(pairs, len(pairs))
    for first in range(0, len(order), _POOL * size):
        pool = sorted(order[first : first + _POOL * size], key=lambda pair: pair.length)
        batches = [pool[i : i + size] for i in range(0, len(pool), size)]
        yield from chance.sample(batches, len(batches))


def collated(pairs: Sequence[Pair], states: States) -> Batch:
    """The pairs as one batch."""
    longest = -(-max(pair.length for pair in pairs) // _MULTIPLE) * _MULTIPLE
    rows, width = len(pairs), pairs[0].passage.states.shape[1]

    def zeros(*rest: int) -> Tensor:
        return torch.zeros(rows, longest, *rest)

    batch = Batch(zeros(width), zeros(width), zeros(5), zeros().long(), zeros().bool(), zeros(), zeros())
    for row, pair in enumerate(pairs):
        asked, held = states.text(pair.question), states.text(pair.passage)
        first, end = 1 + len(asked.states), pair.length
        for at, text in ((slice(1, first), asked), (slice(first, end), held)):
            batch.states[row, at] = torch.from_numpy(text.states)
            batch.words[row, at] = torch.from_numpy(text.words)
        batch.likeness[row, :end] = torch.from_numpy(likeness(asked, held))
        batch.parts[row, 1:first], batch.parts[row, first:end] = 1, 2
        batch.mask[row, :end] = True
        for start, last in pair.spans:
            batch.starts[row, start] = batch.ends[row, last] = 1
    return batch
