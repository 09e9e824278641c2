"""Fits the weights of ranking, of sentence choice and of abstention on questions of our own.

    python training/fit.py --library LIB training/questions-*.jsonl [--write]

LIB is built from the laws, conventions and web texts of ../shared/corpus and the made-up reports of tests/data. The
annual reports and the questions about them are no part of it. Every figure printed is from five-fold cross-validation
over questions, mean and standard error.
"""

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import platformdirs
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from index.coverage import Coverage
from index.filters import filters_of
from index.library import Library
from index.models import query_model
from index.passages import StoredPassage
from index.ranking import HYBRID, scaled
from index.searching import Hit, Mode
from index.understanding import Understood
from server.asked_of import of_documents
from server.evidence import SENTENCE_FEATURES, Candidate, Wording, candidates
from server.quoting import rank_sentences, sentence_weights
from server.support import SUPPORT_FEATURES, WORD_FEATURES, support_features

Array = NDArray[np.float64]
RANKINGS = ("dense", "sentence", "words", "ngrams", "tokens")
WEIGHED = (*RANKINGS, "coverage")
_FOLDS = 5
_RIDGE = 0.02
_THRESHOLD = 0.5  # answered when it is likelier than not that the sources answer


@dataclass(frozen=True)
class Item:
    """One question with its gold: documents and anchors."""

    id: str
    kind: str
    answerable: bool
    understood: Understood
    docs: tuple[str, ...]
    gold: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """Options with their figures, `(n, features)`, and which of them are right."""

    kind: str
    figures: Array
    right: NDArray[np.bool_]


def folded(text: str) -> str:
    """Words alone, single spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def read_items(paths: Sequence[Path], library: Library) -> list[Item]:
    """The questions, understood as the library would."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Item(
            row["id"],
            row["kind"],
            row["answerable"],
            library.understand(row["question"]),
            _listed((row["filters"] or {}).get("doc", [])),
            tuple((gold["doc"], folded(gold["anchor"])) for gold in row["gold"]),
        )
        for row in rows
    ]


def _listed(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def holds(item: Item, doc: str, text: str) -> bool:
    """Whether a text of a document holds one of the question's anchors."""
    words = folded(text)
    return any(doc == gold and anchor in words for gold, anchor in item.gold)


def ranking_choice(item: Item, library: Library) -> Choice | None:
    """The candidates of a search with their scaled scores; None where no candidate is right."""
    vectors = library.searcher.embed(item.understood.searched)
    filters = filters_of(doc=item.docs)
    rankings = library.searcher.rankings(item.understood.searched, vectors, filters, Mode.HYBRID)
    library.searcher.interact(rankings, vectors, asdict(HYBRID))
    numbers = sorted({number for scores in rankings.values() for number in scores})
    stored = library.store.passages(numbers)
    right = np.array([_right(item, stored[number]) for number in numbers])
    coverage = Coverage(item.understood.topic, library.vocabulary)
    figures = [scaled(rankings[name], numbers) if rankings[name] else np.zeros(len(numbers)) for name in RANKINGS]
    figures.append(np.array([coverage.of_text(stored[number].titled_text) for number in numbers]))
    return Choice(item.kind, np.stack(figures, axis=1), right) if right.any() else None


def _right(item: Item, stored: StoredPassage) -> bool:
    return holds(item, stored.passage.doc, stored.text)


def answering_hits(item: Item, library: Library) -> list[Hit]:
    """The hits that an answer is made out of: those of its source, where a question names one."""
    hits = library.search(item.understood, filters_of(doc=item.docs), 8)
    return of_documents(hits, item.understood.scope.source) or list(hits)


def sentence_choice(item: Item, library: Library, hits: Sequence[Hit]) -> Choice | None:
    """The sentences of the first hits with their figures; None where none is right."""
    found = read_candidates(item, library, hits)
    right = np.array([holds(item, c.hit.stored.passage.doc, _sentence(c)) for c in found])
    return Choice(item.kind, np.stack([c.features for c in found]), right) if right.any() else None


def _sentence(candidate: Candidate) -> str:
    return candidate.hit.stored.text_of(candidate.sentence.span)


def read_candidates(item: Item, library: Library, hits: Sequence[Hit]) -> list[Candidate]:
    """The sentences that an answer would be chosen from."""
    wording = Wording(item.understood, library.vocabulary)
    return candidates(wording, hits)


def fit_choice(choices: Sequence[Choice]) -> Array:
    """Weights under which the right options are likeliest among their own (conditional logit with a ridge)."""
    scale = np.concatenate([choice.figures for choice in choices]).std(axis=0)
    scale[scale == 0] = 1

    def loss(weights: Array) -> float:
        total = 0.0
        for choice in choices:
            scores = (choice.figures / scale) @ weights
            scores -= scores.max()
            odds = np.exp(scores)
            total -= float(np.log(odds[choice.right].sum() / odds.sum()))
        return total / len(choices) + _RIDGE * float(weights @ weights)

    found: Array = minimize(loss, np.ones(len(scale)), method="L-BFGS-B").x
    return found / scale


def hit_at(choice: Choice, weights: Array, rank: int) -> bool:
    """Whether a right option is among the first `rank`."""
    order = np.argsort(-(choice.figures @ weights), kind="stable")[:rank]
    return bool(choice.right[order].any())


def cross_validated(
    choices: Sequence[Choice], fit: Callable[[Sequence[Choice]], Array], ranks: Sequence[int]
) -> list[str]:
    """Shares of questions with a right option among the first, each fold with weights fitted on the others."""
    outcomes: dict[int, list[bool]] = {rank: [] for rank in ranks}
    for train, test in KFold(_FOLDS, shuffle=True, random_state=1).split(choices):
        weights = fit([choices[i] for i in train])
        for rank in ranks:
            outcomes[rank] += [hit_at(choices[i], weights, rank) for i in test]
    return [f"@{rank} {_share(outcomes[rank])}" for rank in ranks]


def _share(outcomes: Sequence[bool]) -> str:
    mean = float(np.mean(outcomes))
    return f"{mean:.3f} ± {np.sqrt(mean * (1 - mean) / len(outcomes)):.3f}"


def fit_ranking(items: Sequence[Item], library: Library) -> dict[str, float]:
    """Weights of the rankings."""
    found = [
        c for item in items if item.answerable and not item.understood.english if (c := ranking_choice(item, library))
    ]
    hand = np.array([getattr(HYBRID, name) for name in WEIGHED])
    print(f"\nranking: {len(found)} questions with a right candidate")
    for name, fit in (
        ("as it is", lambda _: hand),
        ("fitted", fit_choice),
        ("dense alone", lambda _: np.eye(len(WEIGHED))[0]),
    ):
        print(f"  {name:12}", *cross_validated(found, fit, (1, 5)))
    weights = fit_choice(found)
    return dict(zip(WEIGHED, (weights / weights[0]).round(3).tolist(), strict=True))


def fit_sentences(items: Sequence[Item], library: Library, hits: Mapping[str, Sequence[Hit]]) -> dict[str, float]:
    """Weights of the sentences' figures."""
    answerable = [item for item in items if item.answerable and hits[item.id]]
    found = [c for item in answerable if (c := sentence_choice(item, library, hits[item.id]))]
    similarity = np.array([float(name == "similarity") for name in SENTENCE_FEATURES])
    print(f"\nsentence choice: {len(found)} of {len(answerable)} questions with a right sentence in the first hits")
    for name, fit in (("similarity", lambda _: similarity), ("fitted", fit_choice)):
        print(f"  {name:12}", *cross_validated(found, fit, (1, 2, 3)))
    fitted = dict(zip(SENTENCE_FEATURES, fit_choice(found).round(3).tolist(), strict=True))
    varied = np.concatenate([choice.figures for choice in found]).std(axis=0) > 0
    unseen = [name for name, seen in zip(SENTENCE_FEATURES, varied, strict=True) if not seen]
    return fitted | {name: sentence_weights().get(name, 0.0) for name in unseen}  # what does not occur keeps its weight


def fit_support(rows: Array, answers: NDArray[np.bool_], names: Sequence[str], threshold: float) -> dict[str, object]:
    """A model of the probability that the sources answer, of the figures named."""
    figures = rows[:, [SUPPORT_FEATURES.index(name) for name in names]]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=1)
    chances = cross_val_predict(model, figures, answers, cv=folds, method="predict_proba")[:, 1]
    counted = f"{answers.sum()} answerable, {(~answers).sum()} not"
    print(f"\nabstention by {len(names)} figures: {counted}; AUC {roc_auc_score(answers, chances):.3f}")
    for name, column in zip(names, figures.T, strict=True):
        print(f"  {name:20} alone {roc_auc_score(answers, column):.3f}")
    print_curve(chances, answers)
    _print_reliability(chances, answers)
    scaler, logistic = model.fit(figures, answers).steps[0][1], model.steps[1][1]

    def named(values: Array) -> dict[str, float]:
        return dict(zip(names, np.asarray(values).round(4).tolist(), strict=True))

    return {
        "means": named(scaler.mean_),
        "spreads": named(np.where(scaler.scale_ == 0, 1, scaler.scale_)),
        "weights": named(logistic.coef_[0]),
        "intercept": round(float(logistic.intercept_[0]), 4),
        "threshold": threshold,
    }


def _support_row(item: Item, library: Library, hits: Sequence[Hit], sentence: Mapping[str, float]) -> list[float]:
    wording = Wording(item.understood, library.vocabulary)
    best = rank_sentences(candidates(wording, hits), sentence)[0][0]
    figures = support_features(wording, best, hits)
    return [figures[name] for name in SUPPORT_FEATURES]


def print_curve(chances: Array, answers: NDArray[np.bool_]) -> None:
    """Prints how many of the others are turned away at each share of the answerable ones that are."""
    print("  threshold  false abstain  abstain")
    for share in (0.02, 0.04, 0.06, 0.08, 0.10, 0.15, 0.20, 0.30):
        threshold = np.quantile(chances[answers], share)
        print(f"  {threshold:9.3f}  {share:13.2f}  {(chances[~answers] < threshold).mean():.3f}")


def _print_reliability(chances: Array, answers: NDArray[np.bool_]) -> None:
    print("  said        n  was")
    edges = np.linspace(0, 1, 11)
    for low, high in pairwise(edges):
        inside = (chances >= low) & ((chances < high) | (high == 1))
        if inside.any():
            print(f"  {low:.1f}–{high:.1f}  {inside.sum():5d}  {answers[inside].mean():.2f}")


def main() -> None:
    """Reads, fits, prints, and with --write puts the figures in their place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write server/support.json")
    options = parser.parse_args()
    library = Library.open(options.library, query_model("bundled", platformdirs.user_cache_path("belagg"), print))
    items = read_items(options.questions, library)
    print("ranking weights", fit_ranking(items, library))
    hits = {item.id: answering_hits(item, library) for item in items}
    sentence = fit_sentences(items, library, hits)
    print("sentence weights", sentence)
    rows = np.array([_support_row(item, library, hits[item.id], sentence) for item in items])
    answers = np.array([item.answerable for item in items])
    model = fit_support(rows, answers, SUPPORT_FEATURES, _THRESHOLD)
    model_of_words = fit_support(rows, answers, WORD_FEATURES, round(float(answers.mean()), 3))
    if options.write:
        target = Path("server/support.json")
        fitted = json.loads(target.read_text("utf-8")) | {
            "fitted": f"training/fit.py on {len(items)} questions",
            "embedder": library.manifest.model,
            "sentence": sentence,
            "model": model,
            "model_of_words": model_of_words,
        }
        target.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
