"""Outcomes made into figures, for all questions and by kind; and the questions that were missed."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from server.check import Outcome

_COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of some questions; None where there is nothing to count. Shares are of 1, lengths in words.

    Answerable questions: `hit_at_1`, `hit_at_5`, `mrr`: a hit of a gold document holds the gold. `compare_at_5`, kind
    compare: hits hold gold from each gold document. `facts`: the answer holds them all. `cited_right`, of those
    answered: some citation overlaps the gold; `cite_precision`: share of their citations that do. `false_abstain`: not
    answered. Unanswerable ones: `abstain`. All: `supported`, share of citations whose quote stands on its page.
    `words` and `words_p90` count answers given, `hit_words_p90` the passages found.
    """

    n: int
    errors: int
    hit_at_1: float | None
    hit_at_5: float | None
    mrr: float | None
    compare_at_5: float | None
    facts: float | None
    cited_right: float | None
    cite_precision: float | None
    supported: float | None
    abstain: float | None
    false_abstain: float | None
    words: float | None
    words_p90: float | None
    hit_words_p90: float | None

    def named(self) -> dict[str, float | None]:
        """By the names of a report: `hit@1` and so on."""
        return {name.replace("_at_", "@"): value for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds; None where nothing was timed."""

    p50: float | None
    p95: float | None


class Fault(StrEnum):
    """What was wrong with an outcome."""

    FAILED = "failed"
    NO_HIT = "no_hit"
    NOT_ALL_DOCS = "not_all_docs"
    ABSTAINED = "abstained"
    FACTS = "facts"
    CITED_WRONG = "cited_wrong"
    UNSUPPORTED = "unsupported"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was missed; `errors` say why a call failed."""

    id: str
    kind: str
    question: str
    faults: tuple[Fault, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The figures of one generation of a library."""

    library: str
    total: Figures
    kinds: Mapping[str, Figures]
    search: Times
    ask: Times
    misses: tuple[Miss, ...]


def checked(library: str, outcomes: Sequence[Outcome]) -> Checked:
    """The figures of what came of the questions."""
    kinds = sorted({outcome.question.kind for outcome in outcomes})
    missed = ((outcome, tuple(faults(outcome))) for outcome in outcomes)
    return Checked(
        library,
        figures(outcomes),
        {kind: figures([each for each in outcomes if each.question.kind == kind]) for kind in kinds},
        _times(outcome.search_ms for outcome in outcomes),
        _times(outcome.ask_ms for outcome in outcomes),
        tuple(
            Miss(each.question.id, each.question.kind, each.question.question, found, each.errors)
            for each, found in missed
            if found
        ),
    )


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of these outcomes; a call that failed counts as wrong in each."""
    yes = [each for each in outcomes if each.question.answerable]
    no = [each for each in outcomes if not each.question.answerable]
    found = [each.retrieval for each in yes]
    ranks = [each.rank if each else None for each in found]
    compared = [each.retrieval for each in yes if each.question.kind == _COMPARE]
    replies = [each.reply for each in yes]
    answers = [reply for reply in replies if reply and reply.answered]
    all_replies = [each.reply for each in outcomes if each.reply]
    lengths = [reply.words for reply in all_replies if reply.answered]
    return Figures(
        n=len(outcomes),
        errors=sum(bool(each.errors) for each in outcomes),
        hit_at_1=_share(rank == 1 for rank in ranks),
        hit_at_5=_share(rank is not None for rank in ranks),
        mrr=_ratio(sum(1 / rank for rank in ranks if rank), len(yes)),
        compare_at_5=_share(bool(each and each.all_docs) for each in compared),
        facts=_share(bool(reply and reply.facts) for reply in replies),
        cited_right=_share(reply.right > 0 for reply in answers),
        cite_precision=_ratio(sum(reply.right for reply in answers), sum(reply.citations for reply in answers)),
        supported=_ratio(sum(reply.supported for reply in all_replies), sum(r.citations for r in all_replies)),
        abstain=_share(bool(each.reply and not each.reply.answered) for each in no),
        false_abstain=_share(not (reply and reply.answered) for reply in replies),
        words=statistics.median(lengths) if lengths else None,
        words_p90=_quantile(lengths, 0.9),
        hit_words_p90=_quantile([length for each in found if each for length in each.hit_words], 0.9),
    )


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return _ratio(sum(counted), len(counted))


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _quantile(values: Sequence[float], share: float) -> float | None:
    """The value that `share` of the values lie below; one of them, never between two."""
    ordered = sorted(values)
    return round(float(ordered[min(len(ordered) - 1, int(share * len(ordered)))]), 1) if ordered else None


def _times(values: Iterable[float | None]) -> Times:
    taken = [value for value in values if value is not None]
    return Times(_quantile(taken, 0.5), _quantile(taken, 0.95))


def faults(outcome: Outcome) -> list[Fault]:
    """What was wrong, in the order in which it goes wrong."""
    question, reply = outcome.question, outcome.reply
    found = [Fault.FAILED] if outcome.errors else []
    if outcome.retrieval:
        found += [Fault.NO_HIT] * (outcome.retrieval.rank is None)
        found += [Fault.NOT_ALL_DOCS] * (question.kind == _COMPARE and not outcome.retrieval.all_docs)
    if reply is None:
        return found
    if question.answerable and not reply.answered:
        found.append(Fault.ABSTAINED)
    elif question.answerable:
        found += [Fault.FACTS] * (not reply.facts) + [Fault.CITED_WRONG] * (reply.right == 0)
    else:
        found += [Fault.ANSWERED] * reply.answered
    return found + [Fault.UNSUPPORTED] * (reply.supported < reply.citations)
