"""Trains the reader, calibrates it, and writes what is shipped. `make train` runs this.

    python -m training.reading.train --shared ../shared --out server/reader/reader.safetensors

Same seed, same machine, same figures, unless the time limit cuts the training short.
"""

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import torch
from torch import nn

from index.bundled_model import PreparedModel
from index.models import prepared_model
from index.reader_model import ReaderModel
from index.reader_tokens import ReaderTokenizer
from index.reader_weights import read_reader
from training.reading.batches import Pair, collated, paired, shuffled
from training.reading.calibration import calibrated
from training.reading.material import Material, counted, read_material
from training.reading.network import Network, Plan, loss, write_network
from training.reading.states import States

_WARM_UP = 0.05
_CLIP = 1.0
_DECAY = 0.05
_TOLD = 100  # steps between two lines
_SAVED = 500  # steps between two files
_UNCALIBRATED = (1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Course:
    """How long, and how fast."""

    epochs: float = 5.0
    """With 12 its own unseen documents are read worse: docs/experiments.md."""
    batch: int = 32
    rate: float = 1e-3
    minutes: float = 75.0
    """The rate falls to nothing by then, however many steps are done."""
    steps: int | None = None
    """Instead of epochs."""
    seed: int = 1


class Training:
    """One run; `out` is written again and again, so that a run that is cut off leaves a model."""

    def __init__(self, network: Network, states: States, course: Course, out: Path, base: str) -> None:
        self._network, self._states, self._course, self._out, self._base = network, states, course, out, base
        self._optimizer = torch.optim.AdamW(network.parameters(), lr=course.rate, weight_decay=_DECAY)
        self._begun = time.monotonic()

    def run(self, pairs: Sequence[Pair]) -> None:
        """Trains on the pairs."""
        chance = random.Random(self._course.seed)
        planned = self._course.steps or int(self._course.epochs * len(pairs) / self._course.batch)
        done, lost = 0, 0.0
        self._network.train()
        while done < planned and self._spent() < 1:
            for batch in shuffled(pairs, self._course.batch, chance):
                if done >= planned or self._spent() >= 1:
                    break
                lost += self._step(batch, max(done / planned, self._spent()))
                done += 1
                if done % _TOLD == 0:
                    print(f"step {done} of {planned}, {self._minutes():.1f} min, loss {lost / _TOLD:.3f}", flush=True)
                    lost = 0.0
                if done % _SAVED == 0:
                    self.write(_UNCALIBRATED)
        self._network.eval()
        self.write(_UNCALIBRATED)
        print(f"trained: {done} of {planned} steps in {self._minutes():.1f} min", flush=True)

    @torch.no_grad()
    def lost(self, pairs: Sequence[Pair]) -> float:
        """How unlikely what is right is to the network as it is."""
        self._network.eval()
        batch = collated(pairs, self._states)
        return float(loss(self._network(batch), batch))

    def write(self, calibration: tuple[float, float, float]) -> None:
        """Writes the network as it is."""
        write_network(self._network.state_dict(), self._out, self._base, calibration)

    def _step(self, pairs: Sequence[Pair], done: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self._course.rate * min(1.0, (done + 1e-3) / _WARM_UP, (1 - done) / (1 - _WARM_UP))
        batch = collated(pairs, self._states)
        lost = loss(self._network(batch), batch)
        self._optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        nn.utils.clip_grad_norm_(self._network.parameters(), _CLIP)
        self._optimizer.step()
        return lost.item()

    def _minutes(self) -> float:
        return (time.monotonic() - self._begun) / 60

    def _spent(self) -> float:
        """Share of the time that is used up."""
        return self._minutes() / self._course.minutes


def train(material: Material, prepared: PreparedModel, plan: Plan, course: Course, out: Path) -> None:
    """Trains on the material, calibrates on its calibration part, and writes `out`."""
    torch.manual_seed(course.seed)
    states = States(prepared, [*material.train, *material.calibration])
    training = Training(Network(plan), states, course, out, prepared.fingerprint)
    training.run(paired(material.train, states))
    reader = ReaderModel(prepared, read_reader(out, prepared.fingerprint))
    training.write(calibrated(reader, paired(material.calibration, states), states))


def main() -> None:
    """Reads the options, then trains."""
    usual = Course()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("server/reader/reader.safetensors"))
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="of training proper, at most")
    parser.add_argument("--epochs", type=float, default=usual.epochs)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    prepared = prepared_model(platformdirs.user_cache_path("belagg"), print)
    course = Course(options.epochs, rate=options.rate, minutes=options.minutes, steps=options.steps)
    questions = sorted(Path("training").glob("reader-*.jsonl"))
    material = read_material(options.shared, questions, ReaderTokenizer(prepared.tokenizer), course.seed)
    for name in ("train", "calibration", "test", "own"):
        print(f"{name}: {counted(getattr(material, name))} (source: answerable + not)", flush=True)
    train(material, prepared, Plan(), course, options.out)


if __name__ == "__main__":
    main()
