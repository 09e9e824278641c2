"""Question files: one JSON object a line, with the gold that answers are checked against."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from index.errors import BadQuestions
from index.question_lines import read_lines
from server.check_matching import contains, holds_run, overlaps
from server.schema import AskRequest, Filters, Question, Turn


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that carries an answer: a snippet of its text or, shorter and to the word, an anchor in it."""

    doc: str
    snippet: str = ""
    anchor: str = ""

    @model_validator(mode="after")
    def _is_some_text(self) -> "Gold":
        if not (self.snippet.strip() or self.anchor.strip()):
            raise ValueError("neither snippet nor anchor")
        return self

    def in_passage(self, text: str) -> bool:
        """Whether a passage with this text holds it."""
        return holds_run(text, self.anchor) if self.anchor else contains(text, self.snippet)

    def in_quote(self, quote: str) -> bool:
        """Whether a quote says it."""
        return holds_run(quote, self.anchor) if self.anchor else overlaps(quote, self.snippet)


def _lists(value: object) -> object:
    """A filter's single values as lists, and no filter as an empty one."""
    if isinstance(value, dict):
        return {name: each if isinstance(each, list) else [each] for name, each in value.items()}
    return Filters() if value is None else value


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """One line of a question file; `facts` are groups of alternatives, and an answer holds one of each."""

    question: Question
    id: str = ""
    kind: str = "övrigt"
    answerable: bool = True
    gold: tuple[Gold, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    filters: Annotated[Filters, BeforeValidator(_lists)] = Filters()
    history: tuple[Turn, ...] = ()

    def request(self) -> AskRequest:
        """The question as it would be sent."""
        return AskRequest(question=self.question, history=self.history, filters=self.filters)


_ADAPTER = TypeAdapter(CheckQuestion)
_DEEP = 2  # names of a field and of what lies in it, as far as a person looks


def read_questions(path: Path) -> tuple[CheckQuestion, ...]:
    """The questions of a file.

    Raises:
        BadQuestions: it cannot be read, a line is no question, or there is none.
    """
    return tuple(_question(value, f"{path}, rad {number}:", number) for number, value in read_lines(path))


def _question(value: Mapping[str, object], where: str, number: int) -> CheckQuestion:
    try:
        return _ADAPTER.validate_python({"id": f"rad {number}", **value})
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"][:_DEEP])) or "question"
        raise BadQuestions(f"{where} fältet {field} går inte att läsa. Rätta det och försök igen.") from error
