"""What the chat says: written in Swedish where it is said, and in English for those who chose it."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final, Literal

from tui.english import ENGLISH

Language = Literal["sv", "en"]
LANGUAGE_NAMES: Final[Mapping[Language, str]] = {"sv": "Svenska", "en": "English"}

_spoken: ContextVar[Language] = ContextVar("spoken", default="sv")


def speak(language: Language) -> None:
    """Use `language` from here on, in this task and in those it begins."""
    _spoken.set(language)


def spoken() -> Language:
    """The language in use."""
    return _spoken.get()


def say(swedish: str, **values: object) -> str:
    """The sentence in the language in use, with `values` put in; what a source says is never said here."""
    sentence = swedish if spoken() == "sv" else ENGLISH[swedish]
    return sentence.format(**values) if values else sentence


def count(number: int) -> str:
    """`1 432`, with a space that does not break; `1,432` in English."""
    grouped = f"{number:,}"
    return grouped if spoken() == "en" else grouped.replace(",", "\N{NO-BREAK SPACE}")
