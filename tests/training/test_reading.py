import random
from pathlib import Path

import numpy as np
import pytest
import torch

from index.embedder import Matrix, unit_rows
from index.models import prepared_model
from index.options import cache_folder
from index.reader_model import ReaderModel
from index.reader_network import ReaderNetwork, Text, likeness
from index.reader_weights import read_reader
from training.reading.batches import collated, paired
from training.reading.calibration import calibrated
from training.reading.examples import Example, places_of
from training.reading.near_misses import misplaced, swapped
from training.reading.network import Batch, Network, Plan, write_network
from training.reading.states import States
from training.reading.train import Course, Training

SMALL = Plan(width=32, blocks=2, inner=64)
PLACES = ("Umeå", "Luleå", "Visby", "Falun", "Kalmar", "Växjö", "Gävle", "Lund")
TEXTS = [f"Mötet år {2001 + i} hölls i {place}. Arton personer kom." for i, place in enumerate(PLACES)]
ANSWERED = [
    Example(f"Var hölls mötet år {2001 + i}?", text, places_of([PLACES[i]], text), "möten", "own")
    for i, text in enumerate(TEXTS)
]
EXAMPLES = [
    *ANSWERED,
    *(Example(f"Vem ledde mötet år {2001 + i}?", text, (), "möten", "own") for i, text in enumerate(TEXTS)),
]


@pytest.fixture(scope="module")
def states() -> States:
    return States(prepared_model(cache_folder(None), print), EXAMPLES)


def unit(rows: int, seed: int) -> Matrix:
    return unit_rows(np.random.default_rng(seed).normal(size=(rows, 384)).astype(np.float32))


def test_numpy_reads_as_torch_does(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = Network(SMALL).eval()
    write_network(network.state_dict(), tmp_path / "reader.safetensors", "base", (1.0, 0.0, 0.0))
    asked, held = Text(unit(5, 1), unit(5, 2)), Text(unit(9, 3), unit(9, 4))
    span, has = ReaderNetwork(read_reader(tmp_path / "reader.safetensors", "base")).read(asked, held)
    batch = Batch(
        torch.from_numpy(np.concatenate([np.zeros((1, 384), np.float32), asked.states, held.states]))[None],
        torch.from_numpy(np.concatenate([np.zeros((1, 384), np.float32), asked.words, held.words]))[None],
        torch.from_numpy(likeness(asked, held))[None],
        torch.tensor([[0, *[1] * 5, *[2] * 9]]),
        torch.ones(1, 15, dtype=torch.bool),
        torch.zeros(1, 15),
        torch.zeros(1, 15),
    )
    with torch.no_grad():
        read = network(batch)
    start = (read.start[0] - read.start[0, 0])[6:]
    assert span[:, 0] == pytest.approx(start.numpy(), abs=0.02)  # half precision on the way
    assert has == pytest.approx(float(read.has[0]), abs=0.02)


@pytest.mark.slow
def test_twenty_steps_of_training_make_what_is_right_likelier_and_write_a_reader(
    states: States, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.manual_seed(1)
    out = tmp_path / "reader.safetensors"
    pairs = paired(EXAMPLES, states)
    training = Training(Network(SMALL), states, Course(batch=8, steps=20, rate=3e-3), out, "base")
    before = training.lost(pairs)
    training.run(pairs)
    assert training.lost(pairs) < 0.8 * before
    assert "trained: 20 of 20 steps" in capsys.readouterr().out
    reader = ReaderModel(prepared_model(cache_folder(None), print), read_reader(out, "base"))
    assert calibrated(reader, pairs, states)[0] == pytest.approx(calibrated(reader, pairs, states)[0])


@pytest.mark.slow
def test_right_places_are_those_of_the_answers_tokens(states: States) -> None:
    pairs = paired(EXAMPLES, states)
    assert len(pairs) == len(EXAMPLES)
    batch = collated([pairs[0], pairs[-1]], states)
    (start,) = batch.starts[0].nonzero()[0].tolist()
    first = 1 + len(pairs[0].question.tokens.ids)
    begins, _ = pairs[0].passage.tokens.places[start - first]
    assert pairs[0].example.passage[begins:].startswith(PLACES[0])
    assert batch.starts[1, 0] == batch.ends[1, 0] == 1  # no answer


def test_a_near_miss_names_what_its_passage_does_not() -> None:
    made = swapped(EXAMPLES, 1.0, random.Random(1))
    assert made
    for example in made:
        (year,) = (word for word in example.question.rstrip("?").split() if word.isdigit())
        assert year not in example.passage
        assert not example.answerable


def test_a_question_is_put_to_another_passage_that_lacks_its_answer() -> None:
    made = misplaced(EXAMPLES, 1.0, random.Random(1))
    assert len(made) == len(PLACES)
    assert not any(example.answerable for example in made)
    assert not {(example.question, example.passage) for example in made} & {
        (example.question, example.passage) for example in EXAMPLES if example.answerable
    }
