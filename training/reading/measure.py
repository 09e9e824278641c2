"""Measures the reader on titles and documents that it was not trained on, beside what scores alone can tell.

python -m training.reading.measure --shared ../shared --reader server/reader/reader.safetensors
"""

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from index.embedder import Matrix, Vector
from index.models import prepared_model
from index.onnx_session import OnnxSession
from index.query_model import QueryModel
from index.reader_model import ReaderModel
from index.reader_spans import SpanLogits
from index.reader_tokens import ReaderTokenizer
from index.reader_weights import read_reader
from index.swedish import tokens
from ingest.document import Span
from ingest.sentences import sentence_spans
from server.reading import WEIGHTS
from training.reading.batches import Pair, paired
from training.reading.calibration import read_all
from training.reading.examples import Example
from training.reading.material import read_material
from training.reading.states import States

Array = NDArray[np.float64]
SCORES = ("passage", "best sentence", "tokens, mean", "tokens, worst quarter", "words")


def score_figures(pairs: Sequence[Pair], states: States, model: QueryModel) -> Array:
    """What similarities and shared words say of each pair, `(n, scores)`, in the order of `SCORES`."""
    held = Embedded(model)
    rows = []
    for pair in pairs:
        asked = held.question(pair.example.question)
        whole, sentences = held.passage(pair.example)
        nearest = (states.text(pair.question).states @ states.text(pair.passage).states.T).max(axis=1)
        words, said = set(tokens(pair.example.question)), set(tokens(pair.example.passage))
        rows.append((
            float(asked @ whole),
            float((sentences @ asked).max()),
            float(nearest.mean()),
            float(np.quantile(nearest, 0.25)),
            len(words & said) / max(1, len(words)),
        ))
    return np.array(rows)


class Embedded:
    """Vectors of whole texts, each computed once."""

    def __init__(self, model: QueryModel) -> None:
        self._model = model
        self._passages: dict[tuple[str, str], tuple[Vector, Matrix]] = {}

    def question(self, text: str) -> Vector:
        """A question's."""
        return self._model.embed_query(text)

    def passage(self, example: Example) -> tuple[Vector, Matrix]:
        """A passage's under its heading, and its sentences'."""
        key = (example.heading, example.passage)
        if key not in self._passages:
            text = example.passage
            sentences = [span.of(text) for span in sentence_spans(text, Span(0, len(text)))]
            rows = self._model.embed_passages([f"{example.heading}\n{text}" if example.heading else text, *sentences])
            self._passages[key] = rows[0], rows[1:]
        return self._passages[key]


def span_f1(read: SpanLogits, example: Example) -> float:
    """How far the likeliest span's words are those of an answer, as SQuAD counts it."""
    found = read.best()
    said = _words(example.passage[found[1] : found[2]]) if found else Counter[str]()
    return max(_f1(said, _words(example.passage[start:end])) for start, end in example.spans)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _f1(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def measured(name: str, reader: ReaderModel, pairs: Sequence[Pair], states: States) -> Array:
    """Prints the reader's figures over pairs; gives its log odds."""
    read = read_all(reader, pairs, states)
    answers = np.array([pair.example.answerable for pair in pairs])
    odds = np.array([each.odds for each in read])
    scores = [span_f1(each, pair.example) for each, pair in zip(read, pairs, strict=True) if pair.example.answerable]
    auc = float(roc_auc_score(answers, odds))
    exact = float(np.mean([score == 1 for score in scores]))
    print(f"{name}: {answers.sum()} answerable, {(~answers).sum()} not", flush=True)
    print(f"  reader                 AUC {auc:.3f} ± {_auc_error(auc, answers):.3f}")
    print(f"    its head             AUC {roc_auc_score(answers, [each.has for each in read]):.3f}")
    print(f"    its likeliest span   AUC {roc_auc_score(answers, [each.margin for each in read]):.3f}")
    print(f"  span F1 {np.mean(scores):.3f} ± {np.std(scores) / len(scores) ** 0.5:.3f}, the same words {exact:.3f}")
    return odds


def _auc_error(auc: float, answers: NDArray[np.bool_]) -> float:
    """Standard error of an AUC (Hanley and McNeil)."""
    right, wrong = int(answers.sum()), int((~answers).sum())
    pairs = (right - 1) * (auc / (2 - auc) - auc**2) + (wrong - 1) * (2 * auc**2 / (1 + auc) - auc**2)
    return float(((auc * (1 - auc) + pairs) / (right * wrong)) ** 0.5)


def against_scores(figures: Array, answers: NDArray[np.bool_], odds: Array) -> None:
    """Prints what scores alone tell of the same pairs: each, all fitted on the pairs themselves, and with the reader.

    Fitted five-fold on the very pairs, scores are told a little more of them than the reader was.
    """
    for name, column in zip(SCORES, figures.T, strict=True):
        print(f"  {name:22} AUC {roc_auc_score(answers, column):.3f}")
    for name, rows in (("all of these, fitted", figures), ("and the reader", np.column_stack([figures, odds]))):
        folds = StratifiedKFold(5, shuffle=True, random_state=1)
        model = make_pipeline(StandardScaler(), LogisticRegression())
        chances = cross_val_predict(model, rows, answers, cv=folds, method="decision_function")
        print(f"  {name:22} AUC {roc_auc_score(answers, chances):.3f}", flush=True)


def main() -> None:
    """Reads the options, then measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--reader", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    prepared = prepared_model(platformdirs.user_cache_path("belagg"), print)
    questions = sorted(Path("training").glob("reader-*.jsonl"))
    material = read_material(options.shared, questions, ReaderTokenizer(prepared.tokenizer), seed=1)
    states = States(prepared, [*material.test, *material.own])
    reader = ReaderModel(prepared, read_reader(options.reader, prepared.fingerprint))
    model = QueryModel(prepared, OnnxSession(prepared.graph))
    for name, examples in (("held-out titles", material.test), ("own questions, held-out documents", material.own)):
        pairs = paired(examples, states)
        odds = measured(name, reader, pairs, states)
        answers = np.array([pair.example.answerable for pair in pairs])
        against_scores(score_figures(pairs, states, model), answers, odds)


if __name__ == "__main__":
    main()
