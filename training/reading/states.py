"""What the embedding model makes of the texts, computed once: it is not trained."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import nn
from transformers import BertModel

from index.bundled_model import PreparedModel
from index.reader_network import Text
from index.reader_tokens import ReaderTokenizer, TextTokens, WordRows
from training.reading.examples import Example

_AT_ONCE = 32
_TOLD = 1280

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A text's tokens, and their states `(tokens, dim)` in half precision."""

    tokens: TextTokens
    states: torch.Tensor


class States:
    """Texts by what stands before them and by themselves."""

    def __init__(self, prepared: PreparedModel, examples: Iterable[Example]) -> None:
        """Computes the states of the questions and passages of the examples."""
        self.tokenizer = ReaderTokenizer(prepared.tokenizer)
        self._words = WordRows(prepared.words)
        self._bert = BertModel.from_pretrained(prepared.sentence_folder, attn_implementation="sdpa")
        held = list(examples)
        self._questions = self._computed([("", q) for q in sorted({e.question for e in held})], question=True)
        self._passages = self._computed(sorted({(e.heading, e.passage) for e in held}), question=False)

    def question(self, example: Example) -> Known:
        """The example's question."""
        return self._questions["", example.question]

    def passage(self, example: Example) -> Known:
        """The example's passage."""
        return self._passages[example.heading, example.passage]

    def text(self, known: Known) -> Text:
        """As the reader takes it."""
        return Text(known.states.float().numpy(), self._words.of(known.tokens.ids))

    def _computed(self, texts: Sequence[Key], *, question: bool) -> dict[Key, Known]:
        read = self.tokenizer.question if question else self.tokenizer.passage
        tokenised = {(before, text): read(before, text) for before, text in texts}
        found: dict[Key, Known] = {}
        for keys in _by_length(tokenised):
            rows = self._states([tokenised[key].whole for key in keys])
            for key, states in zip(keys, rows, strict=True):
                tokens = tokenised[key]
                found[key] = Known(tokens, states[list(tokens.kept)])
            if len(found) % _TOLD < _AT_ONCE:
                print(f"states: {len(found)} of {len(texts)}", flush=True)
        return found

    @torch.no_grad()
    def _states(self, batch: Sequence[Sequence[int]]) -> Iterator[torch.Tensor]:
        """Unit rows of every token of each text."""
        padded = nn.utils.rnn.pad_sequence([torch.tensor(ids) for ids in batch], batch_first=True)
        mask = torch.arange(padded.shape[1]) < torch.tensor([[len(ids)] for ids in batch])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = self._bert(input_ids=padded, attention_mask=mask.long()).last_hidden_state
        return iter(nn.functional.normalize(hidden.float(), dim=-1).half())


def _by_length(tokenised: dict[Key, TextTokens]) -> Iterator[list[Key]]:
    order = sorted(tokenised, key=lambda key: len(tokenised[key].whole))
    for first in range(0, len(order), _AT_ONCE):
        yield order[first : first + _AT_ONCE]
