"""What crosses the wire, as pydantic models; imports nothing of ours.

Spans are `[start, end]`, half-open, in characters. `page` is the printed label, never a number; `None` where a
document has no pages. `page_key` is the first page's name in addresses, which differs where a label repeats.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

MAX_QUESTION = 2_000
"""Characters in a question or query."""
MAX_LIMIT = 50
MAX_TURNS = 20

Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
SpanPair = tuple[int, int]
QualityName = Literal["text", "ocr", "unverified"]


class Wire(BaseModel):
    """Base of all models: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Filters(Wire):
    """Limits a search; each list means any of its values, an empty one means all."""

    doc: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    year: tuple[int, ...] = ()


class SearchRequest(Wire):
    """Body of `POST /api/search`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "regional samverkan", "limit": 5, "filters": {"year": [2025]}}]}
    )

    query: Question
    limit: Limit = 10
    mode: Literal["hybrid", "dense", "words"] = "hybrid"
    filters: Filters = Filters()


class Place(Wire):
    """Where the same text stands as well."""

    doc: str
    title: str
    section: str
    page: str | None
    page_key: str | None = None


class SearchHit(Wire):
    """A passage found for one query. `score` orders the hits of one query and means nothing across queries."""

    rank: int
    passage_id: str
    doc: str
    title: str
    kind: str
    year: int | None
    section: str
    heading: str
    page: str | None
    page_end: str | None
    page_key: str | None = None
    text: str
    score: float
    scores: dict[str, float] = {}
    """Score by ranking, where that ranking found the passage: `dense`, `sentence`, `words`, `ngrams`."""
    highlights: tuple[SpanPair, ...] = ()
    """Spans of `text` that hold words of the query."""
    quality: QualityName = "text"
    also_in: tuple[Place, ...] = ()


class UnderstoodQuery(Wire):
    """The query as it was searched."""

    query: str
    filters: Filters
    scope: tuple[str, ...] = ()
    """Documents and sections that the query names, in Swedish: they come first, nothing is shut out."""


class SearchReply(Wire):
    """Answer of `POST /api/search`."""

    query: str
    hits: tuple[SearchHit, ...]
    understood: UnderstoodQuery
    took_ms: float
    library: str


class Turn(Wire):
    """One earlier question of a conversation, with what was answered where that is known."""

    question: Question
    answer: str | None = None


class AskRequest(Wire):
    """Body of `POST /api/ask`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Hur ofta möttes nätverket?"},
                {"question": "Och 2024?", "history": [{"question": "Hur ofta möttes nätverket 2025?"}], "stream": True},
            ]
        }
    )

    question: Question
    history: Annotated[tuple[Turn, ...], Field(max_length=MAX_TURNS)] = ()
    filters: Filters = Filters()
    limit: Limit = 8
    stream: StrictBool = False


class Citation(Wire):
    """The evidence for one stretch of an answer: `quote` stands verbatim, in one run, on `page`–`page_end`.

    `at` is the span of the answer that it backs, `focus` the asked-for fact within the quote.
    """

    id: str
    marker: int
    at: SpanPair
    doc: str
    title: str
    kind: str
    year: int | None
    section: str
    heading: str
    page: str | None
    page_end: str | None
    page_key: str | None = None
    quote: str
    focus: tuple[SpanPair, ...] = ()
    passage_id: str
    quality: QualityName = "text"
    also_in: tuple[Place, ...] = ()


class UnderstoodQuestion(Wire):
    """The question as it was searched, and what was changed on the way."""

    question: str
    filters: Filters
    corrections: tuple[tuple[str, str], ...] = ()
    scope: tuple[str, ...] = ()
    """Documents and sections that the question names, in Swedish: they come first, nothing is shut out."""


class AskReply(Wire):
    """Answer of `POST /api/ask`. `answer` holds evidenced sentences alone, each with its marker `[n]`."""

    answer: str
    answered: bool
    reason: Literal["no_support", "out_of_scope"] | None = None
    missing: str | None = None
    understood: UnderstoodQuestion
    focus: tuple[SpanPair, ...] = ()
    notes: tuple[str, ...] = ()
    """Said around the answer; no evidence."""
    citations: tuple[Citation, ...]
    hits: tuple[SearchHit, ...]
    confidence: float
    answerer: str
    took_ms: float
    library: str


class FoundHits(Wire):
    """Data of the event `hits`, the first of a streamed answer: what was found, before anything is answered."""

    hits: tuple[SearchHit, ...]
    understood: UnderstoodQuestion
    library: str


class TextPiece(Wire):
    """Data of the event `text`: the next piece of the answer, verified; `at` is where it stands in the whole."""

    text: str
    at: SpanPair


class Health(Wire):
    """Answer of the health endpoints."""

    status: Literal["ok", "unavailable"]


class Problem(Wire):
    """`application/problem+json`; `detail` is one Swedish sentence for the person who asked."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
