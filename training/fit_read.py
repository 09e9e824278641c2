"""Fits what the reader's figures count, beside the weights that training/fit.py fitted without it.

    PYTHONPATH=. python training/fit_read.py --library LIB training/questions-*.jsonl [--write]

Only on questions about documents that the reader was not trained on: those whose gold lies there, and of those without
an answer the ones whose nearest passage does. Every figure printed is from five-fold cross-validation over questions,
with the reader and without it on the same ones.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from index.library import Library
from index.models import prepared_model
from index.onnx_session import OnnxSession
from index.query_model import QueryModel
from index.reader_model import ReaderModel
from index.reader_weights import read_reader
from index.searching import Hit
from server.evidence import SENTENCE_FEATURES, Candidate, Wording, candidates
from server.quoting import rank_sentences, sentence_weights
from server.reading import FIGURES, WEIGHTS, read_hits
from server.support import Fitted, fitted, support_features
from training.fit import Choice, Item, answering_hits, cross_validated, fit_choice, holds, print_curve, read_items
from training.reading.material import kept_out

_SUPPORT = Path("server/support.json")
_SUPPORT_FIGURES = ("best's span", "best's passage", "likeliest span", "likeliest passage")
_FOLDS = 5


@dataclass(frozen=True)
class Read:
    """A question with its hits and the sentences that an answer is chosen from, which the reader has read."""

    item: Item
    hits: Sequence[Hit]
    candidates: list[Candidate]


def read_question(item: Item, library: Library, reader: ReaderModel) -> Read | None:
    """A question as it would be answered; None where nothing is found, or the reader has seen the documents."""
    if not all(kept_out(doc) for doc, _ in item.gold):
        return None
    hits = answering_hits(item, library)
    if not hits or not (item.gold or kept_out(hits[0].stored.passage.doc)):
        return None
    readings = read_hits(reader, item.understood.text, hits, library)
    if readings is None:
        return None
    return Read(item, hits, candidates(Wording(item.understood, library.vocabulary), hits, readings))


def fit_sentences(questions: Sequence[Read]) -> dict[str, float]:
    """Weights of a sentence's figures, those fitted without the reader kept in their proportions."""
    choices = [choice for question in questions if question.item.answerable and (choice := _choice(question))]
    print(f"\nsentence choice: {len(choices)} questions with a right sentence in the first hits")
    without = np.array([1.0, *[0.0] * len(FIGURES)])
    for name, fit in (("without", lambda _: without), ("with", fit_choice)):
        print(f"  {name:8}", *cross_validated(choices, fit, (1, 2, 3)))
    base, *own = fit_choice(choices).tolist()
    kept = {name: round(base * weight, 3) for name, weight in sentence_weights().items()}
    return kept | dict(zip(FIGURES, (round(weight, 3) for weight in own), strict=True))


def _choice(question: Read) -> Choice | None:
    rows = np.stack([candidate.features for candidate in question.candidates])
    own = len(SENTENCE_FEATURES)
    base = rows[:, :own] @ [sentence_weights()[name] for name in SENTENCE_FEATURES]
    right = [
        holds(question.item, c.hit.stored.passage.doc, c.hit.stored.text_of(c.sentence.span))
        for c in question.candidates
    ]
    figures = np.column_stack([base, rows[:, own:]])
    return Choice(question.item.kind, figures, np.array(right)) if any(right) else None


def compare_support(questions: Sequence[Read], library: Library, sentence: Mapping[str, float]) -> None:
    """Prints what the reader's figures would add to the probability that the sources answer; they are not used."""
    base = fitted(library.manifest.model)
    rows = np.array([_support_row(question, library, sentence, base) for question in questions])
    answers = np.array([question.item.answerable for question in questions])
    print(f"\nabstention: {answers.sum()} answerable, {(~answers).sum()} not")
    for name, column in zip(("without", *_SUPPORT_FIGURES), rows.T, strict=True):
        print(f"  {name:16} alone AUC {roc_auc_score(answers, column):.3f}")
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    for name, figures in (("without", rows[:, :1]), ("with", rows)):
        chances = cross_val_predict(model, figures, answers, cv=folds, method="predict_proba")[:, 1]
        print(f"  {name}: AUC {roc_auc_score(answers, chances):.3f}")
        print_curve(chances, answers)


def _support_row(question: Read, library: Library, sentence: Mapping[str, float], base: Fitted) -> list[float]:
    wording = Wording(question.item.understood, library.vocabulary)
    best = rank_sentences(question.candidates, sentence)[0][0]
    chance = base.probability(support_features(wording, best, question.hits))
    read = np.array([candidate.read for candidate in question.candidates]).max(axis=0)
    return [float(np.log(chance / (1 - chance))), best.read[0], best.read[2], float(read[0]), float(read[2])]


def main() -> None:
    """Reads, fits, prints, and with --write puts the figures in their place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--reader", type=Path, default=WEIGHTS)
    parser.add_argument("--write", action="store_true", help=f"write {_SUPPORT}")
    options = parser.parse_args()
    prepared = prepared_model(platformdirs.user_cache_path("belagg"), print)
    library = Library.open(options.library, QueryModel(prepared, OnnxSession(prepared.graph)))
    reader = ReaderModel(prepared, read_reader(options.reader, prepared.fingerprint))
    items = read_items(options.questions, library)
    questions = [read for item in items if (read := read_question(item, library, reader))]
    print(f"{len(questions)} of {len(items)} questions are about documents that the reader has not seen")
    sentence = fit_sentences(questions)
    print("sentence weights", sentence)
    compare_support(questions, library, sentence)
    if options.write:
        told = json.loads(_SUPPORT.read_text("utf-8"))
        told |= {"sentence_read": sentence}
        _SUPPORT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
