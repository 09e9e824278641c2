"""The reader: where in a passage the answer to a question stands, and how likely it stands there at all.

It reads the token vectors that the embedding model made of the question, and those of the passage that the library
keeps; so it needs no encoder of its own, and the table of word vectors is the embedding model's, shared in memory.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.bundled_model import PreparedModel
from index.embedder import Matrix
from index.reader_network import ReaderNetwork, Text
from index.reader_spans import Readable, SpanLogits
from index.reader_tokens import ReaderTokenizer, WordRows
from index.reader_weights import ReaderWeights

_MOST_READ = 400
"""Tokens of a passage that are read; what bounds the time that an answer takes."""


class ReaderModel:
    """Reads passages for a question. Same texts, same figures; safe to call from several threads."""

    def __init__(self, prepared: PreparedModel, weights: ReaderWeights) -> None:
        self._tokenizer = ReaderTokenizer(prepared.tokenizer)
        self._words = WordRows(prepared.words)
        self._network = ReaderNetwork(weights)
        self._weights = weights

    def read(self, question: Readable, passages: Sequence[Readable], /) -> list[SpanLogits]:
        """What it makes of each passage; places are those of the passage's text."""
        tokens = self._tokenizer.question("", question.text)
        rows = [place - self._tokenizer.before_question for place in tokens.kept]
        asked = self._text(tokens.ids, question.rows[rows])
        return [self._read(asked, passage) for passage in passages]

    def _read(self, asked: Text, passage: Readable) -> SpanLogits:
        ids, places = self._tokenizer.own(passage.text)
        inside = [i for i, (start, end) in enumerate(places) if passage.start <= start < end <= passage.end]
        kept = [i for i in inside if i < len(passage.rows)][:_MOST_READ]
        held = self._text([ids[i] for i in kept], passage.rows[kept])
        return self.read_tokens(asked, held, tuple(places[i] for i in kept))

    def _text(self, ids: Sequence[int], rows: Matrix) -> Text:
        return Text(rows, self._words.of(ids))

    def read_tokens(self, asked: Text, held: Text, places: tuple[tuple[int, int], ...]) -> SpanLogits:
        """What it makes of a passage's tokens that stand at these places."""
        span, has = self._network.read(asked, held)
        read = SpanLogits(0.0, has, places, span[:, 0], span[:, 1])
        slope_has, slope_margin = self._weights.slopes
        return replace(read, odds=slope_has * has + slope_margin * read.margin + self._weights.shift)
