"""Whether the hits bear an answer: a probability by a small fitted model, and what was asked for and not found."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from index.searching import Hit
from index.swedish import tokens
from server.answer import Reason
from server.evidence import Candidate, Wording, sentence_text
from server.question import TYPED

SUPPORT_FEATURES = (
    "similarity",
    "passage_similarity",
    "hits_similarity",
    "coverage",
    "context",
    "phrase",
    "passage_coverage",
    "hits_coverage",
    "unknown",
    "year_absent",
    "number_absent",
    "name_absent",
    "agreement",
    "margin",
    "holds",
    "words_score",
    "token_quarter",
    "token_least",
    "hits_token_quarter",
    "hits_token_least",
    "word_least",
    "word_second",
    "word_mean",
    "hits_word_least",
    "hits_word_mean",
    "kind_absent",
)
WORD_FEATURES = (
    "coverage",
    "passage_coverage",
    "hits_coverage",
    "unknown",
    "name_absent",
    "number_absent",
    "holds",
    "kind_absent",
)
"""Those that mean the same with every embedder."""
_ELSEWHERE = 0.2  # confidence at most, where the evidence is about another year or county than the question
_UNNAMED = 0.8
"""Confidence at least, where the one document that is asked of does not name what it is asked about."""
_ON_TOPIC = 0.5  # share of a question's words that the hits must hold for it to be on the subject


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted linear model: the features' means and spreads, their weights, and the threshold for an answer."""

    means: Mapping[str, float]
    spreads: Mapping[str, float]
    weights: Mapping[str, float]
    intercept: float
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability, 0 to 1, that the sources answer."""
        total = self.intercept + sum(
            weight * (features[name] - self.means[name]) / self.spreads[name] for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-total))


@cache
def fitted_data() -> Mapping[str, Any]:
    """All that training/fit.py wrote."""
    data: Mapping[str, Any] = json.loads((files("server") / "support.json").read_text(encoding="utf-8"))
    return data


@cache
def fitted(embedder: str) -> Fitted:
    """The model as it was fitted; how is said in docs/experiments.md.

    Similarities mean something else with every embedder: for another than the one that the model was fitted with, it
    is a model of the figures on words alone.
    """
    data = fitted_data()
    return Fitted(**data["model" if embedder == data["embedder"] else "model_of_words"])


@dataclass(frozen=True, slots=True)
class Support:
    """Judgement of one question's hits."""

    answers: bool
    confidence: float
    reason: Reason | None = None
    missing: str | None = None


def judge(wording: Wording, best: Candidate | None, hits: Sequence[Hit], embedder: str) -> Support:
    """Judges whether the hits answer; `best` is the sentence that would be quoted first, `embedder` what found them."""
    if best is None or not hits:
        return Support(answers=False, confidence=0.0, reason=Reason.OUT_OF_SCOPE)
    features = support_features(wording, best, hits)
    model = fitted(embedder)
    confidence = model.probability(features)
    if _elsewhere(wording, best.hit):
        confidence = min(confidence, _ELSEWHERE)
    threshold = model.threshold
    if wording.of_source and wording.all_in(sentence_text(best.hit, best.index)):
        confidence = max(confidence, threshold)  # the one document that is asked of says these very words
    elif wording.of_source and not any(wording.any_in(hit.stored.titled_text) for hit in hits):
        threshold = _UNNAMED
    if confidence >= threshold:
        return Support(answers=True, confidence=confidence)
    on_topic = wording.english or (features["hits_coverage"] >= _ON_TOPIC and features["unknown"] < _ON_TOPIC)
    reason = Reason.NO_SUPPORT if on_topic else Reason.OUT_OF_SCOPE
    return Support(False, confidence, reason, _missing(wording, hits))


def _elsewhere(wording: Wording, top: Hit) -> bool:
    """Whether the question is about one year, a county or an abbreviation that the evidence does not name."""
    near = _near_tokens([top])
    year = len(wording.years) == 1 and wording.years[0] not in near
    return (
        year
        or bool(wording.acronyms)
        or any(not any(word.startswith(county) for word in near) for county in wording.counties)
    )


def support_features(wording: Wording, best: Candidate, hits: Sequence[Hit]) -> dict[str, float]:
    """The figures that the probability is made of, by `SUPPORT_FEATURES`."""
    top = best.hit
    passage_keys = wording.keys_of(top.stored.titled_text)
    read_keys = passage_keys.union(*(wording.keys_of(hit.stored.titled_text) for hit in hits[:5]))
    near, near_keys = _near_tokens([top]), read_keys
    scores = [hit.score for hit in hits[:2]]
    return {
        "similarity": best.similarity,
        "passage_similarity": max(hit.scores.get("dense", 0.0) for hit in hits[:5]),
        "hits_similarity": float(np.mean([max(hit.sentence_scores, default=0.0) for hit in hits[:5]])),
        "coverage": best.coverage,
        "context": best.context,
        "phrase": best.phrase,
        "passage_coverage": wording.coverage(passage_keys),
        "hits_coverage": wording.coverage(read_keys),
        "unknown": _share(wording.unknown, len(wording.keys)),
        "year_absent": float(any(year not in near for year in wording.years)),
        "number_absent": float(any(number not in near for number in wording.numbers)),
        "name_absent": float(any(not wording.stands(name, near, near_keys) for name in wording.names)),
        "agreement": _agreement(hits),
        "margin": scores[0] - scores[-1],
        "holds": best.holds,
        "kind_absent": float(wording.asked.expected in TYPED and not best.holds),
        **_token_features(top, hits[:5]),
        **_word_features(wording, top, hits[:5]),
        "words_score": max(hit.scores.get("words", 0.0) for hit in hits[:5]) / max(1, len(wording.keys)),
    }


def _token_features(top: Hit, hits: Sequence[Hit]) -> dict[str, float]:
    """How near the question's worst-matched tokens are to something, in the first passage and in the first five."""
    rows = [hit.token_scores for hit in hits if hit.token_scores]
    own = np.sort(top.token_scores or (rows[0] if rows else (0.0,)))
    best = np.sort(np.max(rows, axis=0)) if rows else np.zeros(1)
    return {
        "token_quarter": float(np.quantile(own, 0.25)),
        "token_least": float(own[:3].mean()),
        "hits_token_quarter": float(np.quantile(best, 0.25)),
        "hits_token_least": float(best[:3].mean()),
    }


def _word_features(wording: Wording, top: Hit, hits: Sequence[Hit]) -> dict[str, float]:
    """How near the question's content words are to something: the worst, and the mean weighted by rarity."""
    own = _word_scores(wording, [top])
    best = _word_scores(wording, hits)
    ordered = sorted(own.values()) or [0.0]
    return {
        "word_least": ordered[0],
        "word_second": ordered[min(1, len(ordered) - 1)],
        "word_mean": _weighted(own, wording),
        "hits_word_least": min(best.values(), default=0.0),
        "hits_word_mean": _weighted(best, wording),
    }


def _word_scores(wording: Wording, hits: Sequence[Hit]) -> dict[str, float]:
    return {
        word: max(scores)
        for word in wording.keys
        if (scores := [hit.word_scores[word] for hit in hits if word in hit.word_scores])
    }


def _weighted(scores: Mapping[str, float], wording: Wording) -> float:
    total = sum(wording.weights[word] for word in scores)
    return sum(wording.weights[word] * score for word, score in scores.items()) / total if total else 0.0


def _near_tokens(hits: Sequence[Hit]) -> set[str]:
    years = {str(hit.stored.metadata.year) for hit in hits}
    return years.union(*(tokens(hit.stored.titled_text) for hit in hits))


def _share(part: Sequence[str], whole: int) -> float:
    return len(part) / whole if whole else 0.0


def _agreement(hits: Sequence[Hit]) -> float:
    """Share of the rankings whose own first is the first hit."""
    names = {name for hit in hits for name in hit.scores}
    firsts = [max(hits, key=lambda hit: hit.scores.get(name, -np.inf)).rank == 1 for name in sorted(names)]
    return sum(firsts) / len(firsts) if firsts else 0.0


def _missing(wording: Wording, hits: Sequence[Hit]) -> str | None:
    """What was asked for and stands in none of the nearest passages."""
    if wording.english:
        return None  # English words stand in no Swedish source: it says nothing that they are missing
    near = _near_tokens(hits[:5])
    absent = [year for year in wording.years if year not in near]
    keys = frozenset[str]().union(*(wording.keys_of(hit.stored.titled_text) for hit in hits[:5]))
    absent += [name.capitalize() for name in wording.names if not wording.stands(name, near, keys)]
    absent += [word for word in wording.unknown if word not in {name.casefold() for name in absent}]
    if not absent:
        return None
    listed = ", ".join(f"”{word}”" for word in dict.fromkeys(absent))
    return f"De närmaste passagerna nämner inte {listed}."
