"""Conversations and notes as Markdown, with full references: pure functions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter

from server.schema import AskReply
from tui.conversations import Conversation, KeptTurn, Note, Verdict
from tui.plain import (
    abstention_words,
    list_title,
    listed_text,
    number_of,
    read_as,
    reference,
    sources_of,
    understood_words,
)

VERDICT_WORDS: Final[Mapping[Verdict, str]] = {"wrong": "Fel", "incomplete": "Ofullständigt"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its reply, kept or not."""

    question: str
    reply: AskReply
    diarienummer: Mapping[str, str] = field(default_factory=dict)
    note: Note | None = None


def kept(turn: KeptTurn) -> Asked:
    """A turn out of the history."""
    return Asked(turn.question, turn.reply, turn.diarienummer, turn.note)


def conversation_markdown(name: str, turns: Iterable[Asked]) -> str:
    """A conversation: each question a heading, then the answer and the sources with their quotes."""
    parts = [f"# {_literal(name)}", *("\n\n".join(_turn(turn)) for turn in turns)]
    return "\n\n".join(parts) + "\n"


def notes_markdown(turns: Iterable[KeptTurn]) -> str:
    """The answers that were noted on, to be sent to those who tend the library."""
    noted = [(turn, turn.note) for turn in turns if turn.note is not None]
    sections = (
        "\n\n".join((
            *_turn(kept(turn)),
            f"Frågat {moment_words(turn.asked)}, bibliotek {_literal(turn.reply.library)}",
        ))
        for turn, _ in noted
    )
    return "\n\n".join(("# Anmärkningar på svar i Belägg", *sections)) + "\n"


def conversations_json(found: tuple[Conversation, ...]) -> str:
    """The list of conversations as JSON."""
    return TypeAdapter(tuple[Conversation, ...]).dump_json(found, indent=2).decode()


def turns_json(turns: tuple[KeptTurn, ...]) -> str:
    """Turns as JSON, each with its whole reply and its note."""
    return TypeAdapter(tuple[KeptTurn, ...]).dump_json(turns, indent=2).decode()


def note_words(note: Note) -> str:
    """`Fel: siffran gäller hela landet`."""
    return ": ".join(filter(None, (VERDICT_WORDS[note.verdict], " ".join(note.why.split()))))


def moment_words(moment: datetime) -> str:
    """Date and time of day where the user is."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _turn(turn: Asked) -> Iterator[str]:
    reply = turn.reply
    yield f"## {_literal(' '.join(turn.question.split()))}"
    if read_as(turn.question, reply):
        yield f"*{_literal(read_as(turn.question, reply))}*"
    yield _literal(reply.answer)
    for remark in (*(() if reply.answered else abstention_words(reply)), *understood_words(reply), *reply.notes):
        yield f"*{_literal(remark)}*"
    if turn.note is not None:
        yield f"**Anmärkning.** {_literal(note_words(turn.note))}"
    sources = sources_of(reply)
    if sources:
        yield f"{list_title(reply)}:"
        yield "\n\n".join(
            f"- [{number_of(source)}] {_literal(reference(source, turn.diarienummer))}\n\n"
            f"  > {_literal(listed_text(source))}"
            for source in sources
        )


def _literal(text: str) -> str:
    """`text` so that Markdown shows it as it stands, and markers like [1] stay as they are to read."""
    escaped = re.sub(r"([\\`*_<&]|(?<=\])\()", r"\\\1", text)
    escaped = re.sub(r"^(\s*)([#>+=~-])", r"\1\\\2", escaped, flags=re.MULTILINE)
    return re.sub(r"^(\s*\d+)([.)]\s)", r"\1\\\2", escaped, flags=re.MULTILINE)
