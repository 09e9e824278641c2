"""The reader's network in numpy: it reads the token vectors of a question and of a passage together.

`training/reading/network.py` is the same in torch; a test holds the two together.
"""

from dataclasses import dataclass

import numpy as np

from index.reader_weights import Floats, ReaderWeights

SCALE = 384**0.5
"""What unit vectors are multiplied by, so that their numbers are about one."""
HEADS = 4
_EPSILON = 1e-5
_NEAR = 0.8
"""How alike token vectors of the embedding model are that have nothing in common."""
_SPREAD = 8.0
_SAME = 0.99
"""From here on, two tokens are the same word piece."""
_MASKED = -1e9


@dataclass(frozen=True, slots=True)
class Text:
    """A text's tokens as the embedding model sees them in their text, and as words; unit rows `(tokens, dim)`."""

    states: Floats
    words: Floats


def likeness(question: Text, passage: Text) -> Floats:
    """How near each token is to the nearest of the other text, in its context and as a word, `(1 + tokens, 5)`.

    The first row is of the question as a whole, and stands for "no answer"; then question and passage.
    """
    states, words = question.states @ passage.states.T, question.words @ passage.words.T
    asked = _nearest(states.max(axis=1), words.max(axis=1), 1.0)
    held = _nearest(states.max(axis=0), words.max(axis=0), 0.0)
    whole = asked.mean(axis=0, keepdims=True)
    whole[0, 3] = asked[:, 0].min()  # the mean of that column says nothing: it is taken from the mean
    return np.concatenate([whole, asked, held])


def _nearest(states: Floats, words: Floats, of_question: float) -> Floats:
    columns = [
        (states - _NEAR) * _SPREAD,
        words,
        words > _SAME,
        (states - states.mean()) * _SPREAD,
        np.full(len(states), of_question),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


class ReaderNetwork:
    """Reads one question with one passage."""

    def __init__(self, weights: ReaderWeights) -> None:
        self._tensors = weights.tensors
        self._blocks = weights.blocks

    def read(self, question: Text, passage: Text) -> tuple[Floats, float]:
        """Logits of start and end less those of "no answer", `(tokens of the passage, 2)`, and of there being one."""
        asked = len(question.states)
        x = self._entered(question, passage)
        for block in range(self._blocks):
            x = self._block(x, f"blocks.{block}.")
        x = self._normed(x, "normed")
        span = self._linear(x, "span")
        return span[1 + asked :] - span[0], float(self._linear(x[:1], "has")[0, 0])

    def _entered(self, question: Text, passage: Text) -> Floats:
        """A row for "no answer", the question's tokens, the passage's tokens."""
        states = np.concatenate([question.states, passage.states]) * SCALE
        words = np.concatenate([question.words, passage.words]) * SCALE
        parts = np.array([0, *[1] * len(question.states), *[2] * len(passage.states)])
        x = self._linear(likeness(question, passage), "likeness") + self._tensors["parts.weight"][parts]
        x += self._tensors["states.bias"] + self._tensors["words.bias"]
        x[1:] += states @ self._tensors["states.weight"].T + words @ self._tensors["words.weight"].T
        return self._normed(x, "entered")

    def _block(self, x: Floats, name: str) -> Floats:
        x = x + self._run(self._normed(x, f"{name}before_run"), f"{name}run")
        x = x + self._attention(self._normed(x, f"{name}before_attention"), name)
        inner = _gelu(self._linear(self._normed(x, f"{name}before_inner"), f"{name}inner"))
        return x + self._linear(inner, f"{name}outer")

    def _run(self, x: Floats, name: str) -> Floats:
        """Every token with its neighbours, channel by channel."""
        kernel = self._tensors[f"{name}.weight"][:, 0]  # (dim, tokens of a run)
        beside = kernel.shape[1] // 2
        padded = np.pad(x, ((beside, beside), (0, 0)))
        total = sum(padded[i : i + len(x)] * kernel[:, i] for i in range(kernel.shape[1]))
        found: Floats = total + self._tensors[f"{name}.bias"]
        return found

    def _attention(self, x: Floats, name: str) -> Floats:
        width = x.shape[1]
        joined = self._linear(x, f"{name}attended").reshape(len(x), 3, HEADS, width // HEADS)
        query, key, value = joined.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) * (width // HEADS) ** -0.5
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (weights / weights.sum(axis=-1, keepdims=True)) @ value
        return self._linear(mixed.transpose(1, 0, 2).reshape(len(x), width), f"{name}mixed")

    def _linear(self, x: Floats, name: str) -> Floats:
        found: Floats = x @ self._tensors[f"{name}.weight"].T + self._tensors[f"{name}.bias"]
        return found

    def _normed(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + _EPSILON)
        found: Floats = centred / spread * self._tensors[f"{name}.weight"] + self._tensors[f"{name}.bias"]
        return found


def _gelu(x: Floats) -> Floats:
    found: Floats = 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3)))
    return found
