"""The reader's network as torch trains it; `index/reader_network.py` is the same in numpy."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from index.reader_network import HEADS, SCALE

_MASKED = -1e9
_LIKENESS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """How large it is."""

    dim: int = 384
    """Of the token vectors."""
    width: int = 128
    blocks: int = 2
    inner: int = 384
    run: int = 5
    dropout: float = 0.1


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs, padded, a row for "no answer" first: `(n, tokens, …)`; parts are 0 there, 1 question, 2 passage.

    `starts` and `ends` are 1 at every right place, the first row where there is no answer.
    """

    states: Tensor
    words: Tensor
    likeness: Tensor
    parts: Tensor
    mask: Tensor
    starts: Tensor
    ends: Tensor


@dataclass(frozen=True, slots=True)
class Logits:
    """Of start and end, `(n, tokens)`, and of there being an answer, `(n,)`."""

    start: Tensor
    end: Tensor
    has: Tensor


class Block(nn.Module):
    """Neighbours, then all tokens, then each by itself; each added to what went in."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        width = plan.width
        self.run = nn.Conv1d(width, width, plan.run, padding=plan.run // 2, groups=width)
        self.before_run, self.before_attention, self.before_inner = (nn.LayerNorm(width) for _ in range(3))
        self.attended, self.mixed = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.inner, self.outer = nn.Linear(width, plan.inner), nn.Linear(plan.inner, width)
        self.drop = nn.Dropout(plan.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x (n, tokens, width)`, `mask (n, tokens)` true where there is a token."""
        rows, tokens, width = x.shape
        present = self.before_run(x) * mask[..., None]
        x = x + self.drop(self.run(present.transpose(1, 2)).transpose(1, 2))
        joined = self.attended(self.before_attention(x)).view(rows, tokens, 3, HEADS, width // HEADS)
        query, key, value = joined.permute(2, 0, 3, 1, 4)
        seen = torch.where(mask[:, None, None, :], 0.0, _MASKED)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        x = x + self.drop(self.mixed(mixed.transpose(1, 2).reshape(rows, tokens, width)))
        inner = nn.functional.gelu(self.inner(self.before_inner(x)), approximate="tanh")
        out: Tensor = x + self.drop(self.outer(inner))
        return out


class Network(nn.Module):
    """The whole of it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.states, self.words = nn.Linear(plan.dim, plan.width), nn.Linear(plan.dim, plan.width)
        self.likeness = nn.Linear(_LIKENESS, plan.width)
        self.parts = nn.Embedding(3, plan.width)
        nn.init.normal_(self.parts.weight, std=0.1)
        self.entered, self.normed = nn.LayerNorm(plan.width), nn.LayerNorm(plan.width)
        self.drop = nn.Dropout(plan.dropout)
        self.blocks = nn.ModuleList(Block(plan) for _ in range(plan.blocks))
        self.span, self.has = nn.Linear(plan.width, 2), nn.Linear(plan.width, 1)

    def forward(self, batch: Batch) -> Logits:
        """Reads the pairs of a batch."""
        x = self.states(batch.states * SCALE) + self.words(batch.words * SCALE)
        x = x + self.likeness(batch.likeness) + self.parts(batch.parts)
        x = self.drop(self.entered(x))
        for block in self.blocks:
            x = block(x, batch.mask)
        x = self.normed(x)
        allowed = (batch.parts == 2) & batch.mask
        allowed[:, 0] = True
        start, end = self.span(x).masked_fill(~allowed[..., None], _MASKED).unbind(-1)
        return Logits(start, end, self.has(x[:, 0])[:, 0])


def loss(read: Logits, batch: Batch) -> Tensor:
    """How unlikely the right spans are, and the right say on whether there is one."""
    spans = _lost(read.start, batch.starts) + _lost(read.end, batch.ends)
    return spans / 2 + nn.functional.binary_cross_entropy_with_logits(read.has, 1 - batch.starts[:, 0])


def _lost(logits: Tensor, right: Tensor) -> Tensor:
    """All the right places count as one."""
    return -logits.log_softmax(-1).masked_fill(right == 0, _MASKED).logsumexp(-1).mean()


def write_network(
    tensors: Mapping[str, Tensor], path: Path, base: str, calibration: tuple[float, float, float]
) -> None:
    """Writes what is shipped, in half precision; `calibration` are the two figures' slopes and what is added."""
    slope_has, slope_margin, shift = (f"{figure:.6f}" for figure in calibration)
    told = {
        "base": base,
        "slope_has": slope_has,
        "slope_margin": slope_margin,
        "shift": shift,
        "licence": "CC-BY-SA-4.0",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    save_file({name: tensor.detach().half().contiguous() for name, tensor in tensors.items()}, beside, metadata=told)
    beside.chmod(0o644)  # safetensors lets only the owner read
    beside.replace(path)
