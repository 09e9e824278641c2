"""Questions with a passage each, and where in it the answer stands; none where the passage does not answer."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.reader_tokens import MOST_PASSAGE, ReaderTokenizer
from index.texts import headings
from ingest.corpus import find_sources
from ingest.document import Span
from ingest.passage import SplitRule, split
from ingest.readers import read_document
from ingest.sentences import sentence_spans

TEST_TITLES = frozenset({"Immunförsvar", "Privatskola", "Black_Death"})
"""Of squad-sv: read by nothing but the last measurement."""
CALIBRATION_TITLES = frozenset({"Rhine"})
"""Of squad-sv: what the no-answer score is calibrated on, and what recipes were chosen by."""


@dataclass(frozen=True, slots=True)
class Example:
    """`spans` are half-open, in characters of the passage: every place where the answer's words stand."""

    question: str
    passage: str
    spans: tuple[tuple[int, int], ...]
    group: str
    """The title or the document that the passage is out of."""
    source: str
    heading: str = ""
    """What it is embedded under: the document's title, and the headings above it."""

    @property
    def answerable(self) -> bool:
        """Whether the passage answers."""
        return bool(self.spans)


def read_squad(folder: Path, tokenizer: ReaderTokenizer) -> list[Example]:
    """The examples of squad-sv; those whose answer does not stand in its passage are left out."""
    passages = {row["doc_id"]: _windows(str(row["text"]), tokenizer) for row in read_rows(folder / "passages.jsonl")}
    return [found for row in read_rows(folder / "questions.jsonl") if (found := _squad(row, passages[row["doc_id"]]))]


def _squad(row: Mapping[str, object], windows: Sequence[str]) -> Example | None:
    """A question with the window that holds its answer; one without an answer with a window that its id chooses."""
    question, answers = str(row["query"]), row["answers"]
    assert isinstance(answers, list)
    if not row["answerable"]:
        window = windows[sum(str(row["query_id"]).encode()) % len(windows)]
        return Example(question, window, (), str(row["title"]), "squad")
    for window in windows:
        if spans := places_of(answers, window):
            return Example(question, window, spans, str(row["title"]), "squad")
    return None


def places_of(answers: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Every place in a text where one of the answers stands as whole words."""
    found = {
        match.span()
        for answer in answers
        if answer.strip()
        for match in re.finditer(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", text)
    }
    return tuple(sorted(found))


def _windows(text: str, tokenizer: ReaderTokenizer) -> list[str]:
    """The text itself, or runs of its sentences that are short enough to be read at once."""
    if tokenizer.length(text) <= MOST_PASSAGE:
        return [text]
    windows: list[Span] = []
    for sentence in sentence_spans(text, Span(0, len(text))):
        longer = Span(windows[-1].start, sentence.end) if windows else sentence
        if windows and tokenizer.length(longer.of(text)) <= MOST_PASSAGE:
            windows[-1] = longer
        else:
            windows.append(sentence)
    return [window.of(text) for window in windows]


def read_passages(folders: Sequence[Path], tokenizer: ReaderTokenizer) -> dict[str, list[tuple[str, str]]]:
    """Headings and passages of our own texts by document: what a library would hold, as much as is read at once."""
    rule = SplitRule()
    return {
        document.id: [
            ("\n".join(headings(document, passage)), window)
            for passage in split(document, rule)
            for window in _windows(" ".join(passage.span.of(document.text).split()), tokenizer)
        ]
        for document in map(read_document, find_sources(folders))
    }


def read_own(paths: Sequence[Path], passages: Mapping[str, Sequence[tuple[str, str]]]) -> list[Example]:
    """Our own questions; those whose sentence does not stand in one passage are left out."""
    rows = [row for path in paths for row in read_rows(path)]
    return [found for row in rows if (found := _own(row, passages.get(str(row["doc"]), ())))]


_LABEL = re.compile(r"^(?:\d+ ?[a-z]? § |Artikel \d+\S* )")
"""What stands before a section of a law, and is a heading to us."""


def _own(row: Mapping[str, object], passages: Sequence[tuple[str, str]]) -> Example | None:
    sentence, answer = (" ".join(str(row[key]).split()) for key in ("sentence", "answer"))
    sentence = _LABEL.sub("", sentence)
    for heading, text in passages:
        begins = text.find(sentence)
        if begins < 0:
            continue
        if not row["answerable"]:
            return Example(str(row["question"]), text, (), str(row["doc"]), "own", heading)
        at = sentence.find(answer)
        if answer and at >= 0:
            span = (begins + at, begins + at + len(answer))
            return Example(str(row["question"]), text, (span,), str(row["doc"]), "own", heading)
    return None


def read_rows(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a file with one JSON object on each line."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
