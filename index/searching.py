"""One search of a generation: rankings, fused, weighed by wording and scope, originals before summaries."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from math import fsum

from index.arrangement import TWINS, by_word, collapsed, spread
from index.coverage import Coverage
from index.embedder import Matrix, QueryEmbedder, TokenisedQuery, TokenQueryEmbedder, Vector, unit_rows
from index.engine import Engine
from index.filters import Filter
from index.originals import Ranked, Sought, originals_first
from index.passages import StoredPassage
from index.ranking import DENSE, ENGLISH, HYBRID, WORDS, Weights, fuse
from index.scope import Scope
from index.understanding import Understood

_POOL = 100  # passages that each ranking puts forward
_SENTENCE_POOL = 300


class Mode(StrEnum):
    """Which rankings a search uses."""

    HYBRID = "hybrid"
    DENSE = "dense"
    WORDS = "words"


_WEIGHTS: Mapping[Mode, Weights] = {Mode.HYBRID: HYBRID, Mode.DENSE: DENSE, Mode.WORDS: WORDS}
_INTERACTING = 40  # passages, best by the other rankings, whose tokens are compared with the query's
_QUOTED = 3.0  # deviations of the fused score by which a passage is raised that holds what the question quotes
_RAISED = 40  # passages, best by fused score, among which those in the question's scope are raised


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for one query. `score` orders the hits of one query; `rank` counts from 1."""

    stored: StoredPassage
    score: float
    rank: int
    scores: Mapping[str, float] = field(default_factory=dict)
    sentence_scores: tuple[float, ...] = ()
    """Similarity of the query to each sentence of the passage, in text order; empty where words alone were searched."""
    token_scores: tuple[float, ...] = ()
    """Similarity of each token of the query to the nearest one of the passage; empty where it was not looked at."""
    word_scores: Mapping[str, float] = field(default_factory=dict)
    """The same by word of the query, the mean over its tokens."""
    also_in: tuple[StoredPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryVectors:
    """A query as a unit vector, and with its tokens where they are to be had."""

    whole: Vector
    tokenised: TokenisedQuery | None = None


class Searcher:
    """Searches one generation. Safe to use from several threads."""

    def __init__(self, engine: Engine, embedder: QueryEmbedder) -> None:
        self._engine = engine
        self._embedder = embedder
        self._store = engine.store
        self._vocabulary = engine.lists.vocabulary
        self._held = {record.id for record in engine.manifest.documents}

    def find(
        self, query: Understood, vectors: QueryVectors, filters: Filter, limit: int, mode: Mode
    ) -> tuple[Hit, ...]:
        """The passages that answer best, best first; the same text in several places is one hit."""
        weights = asdict(ENGLISH if query.english and mode is Mode.HYBRID else _WEIGHTS[mode])
        rankings = self.rankings(query.searched, vectors, filters, mode)
        near = self.interact(rankings, vectors, weights)
        fused = fuse(rankings, weights)
        covered = self._covered(fused[: max(limit * 2, _RAISED)], query.topic, weights["coverage"])
        raised = spread(self._raised(covered, query.scope, filters), query.scope.compared)
        ranked, under = originals_first(raised[: limit + TWINS], self._originals(vectors.whole, filters))
        if under and near:
            near |= self._near(vectors, [number for number in under if number not in near])
        shown = collapsed(ranked, limit, under)
        sentences = self._engine.sentence_similarities(vectors.whole, [stored for stored, _, _ in shown])
        return tuple(
            Hit(
                stored,
                score,
                rank,
                {name: scores[stored.number] for name, scores in rankings.items() if stored.number in scores},
                similarities,
                near.get(stored.number, ()),
                by_word(query.searched, vectors.tokenised, near.get(stored.number, ())),
                others,
            )
            for rank, ((stored, score, others), similarities) in enumerate(zip(shown, sentences, strict=True), 1)
        )

    def _named(self, scope: Scope, filters: Filter) -> list[StoredPassage]:
        """The passages of the sections that the question names, as far as the filters allow."""
        return [each for each in self._store.in_sections(scope.places, _RAISED) if _passes(filters, each)]

    def _covered(
        self, fused: Sequence[tuple[int, float]], question: str, weight: float
    ) -> list[tuple[StoredPassage, float]]:
        """The passages, those that hold more of the question's words raised."""
        found = self._store.passages([number for number, _ in fused])
        scored = [(found[number], score) for number, score in fused]
        if not weight:
            return scored
        coverage = Coverage(question, self._vocabulary)

        def raised(text: str) -> float:
            return weight * coverage.of_text(text) + _QUOTED * coverage.quoted(text)

        return [(stored, score + raised(stored.titled_text)) for stored, score in scored]

    def _raised(
        self, scored: Sequence[tuple[StoredPassage, float]], scope: Scope, filters: Filter
    ) -> list[tuple[StoredPassage, float]]:
        """The passages and those of the sections that the question names, those in its scope raised."""
        found = {stored.number for stored, _ in scored}
        lowest = min((score for _, score in scored), default=0.0)
        new = [(named, lowest) for named in self._named(scope, filters) if named.number not in found]
        raised = [(stored, score + scope.raised(stored)) for stored, score in (*scored, *new)]
        return sorted(raised, key=lambda pair: -pair[1])

    def token_rows(self, stored: StoredPassage) -> Matrix | None:
        """The tokens of a passage under its headings, as the model embedded them; None where they are not kept."""
        return self._engine.token_rows(stored.number) if self._engine.has_tokens else None

    def embed(self, query: str) -> QueryVectors:
        """The query as a unit vector, and its tokens where both the model and the library have them."""
        if self._engine.has_tokens and isinstance(self._embedder, TokenQueryEmbedder):
            query_tokens = self._embedder.embed_query_tokens(query)
            return QueryVectors(unit_rows(query_tokens.whole[None, :])[0], query_tokens)
        return QueryVectors(unit_rows(self._embedder.embed_query(query)[None, :])[0])

    def interact(
        self, found: dict[str, dict[int, float]], vectors: QueryVectors, weights: Mapping[str, float]
    ) -> dict[int, tuple[float, ...]]:
        """Adds the ranking `tokens`, of the best so far, and gives the similarities that it was made of."""
        if vectors.tokenised is None or not weights["tokens"]:
            return {}
        near = self._near(vectors, [number for number, _ in fuse(found, weights)[:_INTERACTING]])
        found["tokens"] = {number: fsum(each) / len(each) for number, each in near.items() if each}
        return near

    def _near(self, vectors: QueryVectors, numbers: Sequence[int]) -> dict[int, tuple[float, ...]]:
        """How near each of the query's tokens is to each of these passages, where that is known."""
        if vectors.tokenised is None:
            return {}
        similarities = self._engine.token_similarities(vectors.tokenised.tokens, numbers)
        return {number: tuple(each.tolist()) for number, each in zip(numbers, similarities, strict=True)}

    def _originals(self, vector: Vector, filters: Filter) -> Sought:
        """What looks up the original of a summary's passage: the section of the same name, and there the nearest."""
        held = self._held

        def sought(stored: StoredPassage, ranked: Ranked) -> StoredPassage | None:
            original = stored.metadata.summarises
            if original not in held or original is None:
                return None
            place = (original, stored.passage.locator.section.casefold())
            section = [each for each in self._store.in_sections([place], _RAISED) if _passes(filters, each)]
            own = {each.number for each in section}
            first = next((each for each, _ in ranked if each.number in own), None)
            return first or self._nearest_of(section, vector)

        return sought

    def _nearest_of(self, section: Sequence[StoredPassage], vector: Vector) -> StoredPassage | None:
        """The passage with the nearest sentence."""
        near = self._engine.sentence_similarities(vector, section)
        return max(zip(section, near, strict=True), key=lambda pair: max(pair[1]), default=(None, ()))[0]

    def rankings(self, query: str, vectors: QueryVectors, filters: Filter, mode: Mode) -> dict[str, dict[int, float]]:
        """Scores by passage number, by ranking; all but that of tokens, which looks at the best of these."""
        found: dict[str, dict[int, float]] = {}
        vector = vectors.whole
        if mode is not Mode.WORDS:
            found["dense"] = self._engine.nearest(vector, _POOL, filters)
            found["sentence"] = self._engine.nearest_by_sentence(vector, _SENTENCE_POOL, filters)
        if mode is not Mode.DENSE:
            found["words"] = dict(self._engine.with_words(query, _POOL, "stems", filters))
            found["ngrams"] = dict(self._engine.with_words(query, _POOL, "ngrams", filters))
        if mode is Mode.HYBRID:
            self._complete(found, vector)
        return found

    def _complete(self, found: Mapping[str, dict[int, float]], vector: Vector) -> None:
        """Gives every candidate its dense scores, whichever ranking put it forward."""
        candidates = {number for scores in found.values() for number in scores}
        found["dense"].update(self._engine.similarities(vector, sorted(candidates - found["dense"].keys())))
        found["sentence"].update(self._engine.best_sentences(vector, sorted(candidates - found["sentence"].keys())))


def _passes(filters: Filter, stored: StoredPassage) -> bool:
    return filters.allows(stored.passage.doc, stored.metadata.kind, stored.metadata.year)
