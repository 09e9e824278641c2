"""Conversations kept on disk: what was asked and answered, found again by its words, renamed, noted on, forgotten.

Every method opens the file for itself, so two chats may share it, and a method may be called from any thread.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError

from server.schema import AskReply, Filters, UnderstoodQuestion
from tui.history_file import fold, reading, shrink, writing
from tui.plain import NO_NUMBERS

Verdict = Literal["wrong", "incomplete"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
NAME_CHARS: Final = 80
"""How long a name may be; the first question gives it."""
PAGE: Final = 50
_SOURCES_LOST: Final = "Svaret sparades av en annan version av Belägg, och källorna kan inte visas."


@dataclass(frozen=True, slots=True)
class Conversation:
    """One of the list: `number` names it in commands, `latest` is when its last question was asked."""

    number: int
    name: str
    latest: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class Note:
    """What the user found to be wrong with an answer."""

    verdict: Verdict
    why: str
    noted: datetime


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question with its reply; `diarienummer` holds those of the documents cited, by document."""

    id: int
    asked: datetime
    question: str
    reply: AskReply
    diarienummer: Mapping[str, str]
    note: Note | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was, or would be, deleted."""

    conversations: int
    turns: int
    notes: int


class Conversations:
    """The conversations in one file. Every method raises `HistoryFailed` when the file cannot be used."""

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._now = now

    def page(self, words: str = "", limit: int = PAGE, offset: int = 0) -> tuple[Conversation, ...]:
        """The newest conversations where one turn, or the name with it, holds all these words or parts of words."""
        wanted = fold(words).split()
        holds = "".join(" AND instr(fold(name) || char(10) || folded, ?)" for _ in wanted)
        query = f"""{_LISTED} WHERE EXISTS (SELECT 1 FROM turns WHERE turns.conversation = number{holds})
            ORDER BY last DESC LIMIT ? OFFSET ?"""
        with reading(self.path) as db:
            return tuple(_conversation(row) for row in db.execute(query, (*wanted, limit, offset)))

    def conversation(self, number: int) -> Conversation | None:
        """The conversation of that number, if it is there."""
        with reading(self.path) as db:
            row = db.execute(f"{_LISTED} WHERE number = ?", (number,)).fetchone()
        return _conversation(row) if row else None

    def turns(self, number: int, latest: int | None = None) -> tuple[KeptTurn, ...]:
        """The turns of a conversation, or only the `latest` of them, oldest first; none when it is not there."""
        with reading(self.path) as db:
            rows = db.execute(
                f"{_TURNS} WHERE conversation = ? ORDER BY id DESC LIMIT ?", (number, -1 if latest is None else latest)
            ).fetchall()
        return tuple(_turn(row) for row in reversed(rows))

    def earlier_questions(self, latest: int) -> tuple[str, ...]:
        """The `latest` questions of all conversations, oldest first; one asked again stands where it was asked last."""
        query = "SELECT question FROM turns GROUP BY question ORDER BY max(id) DESC LIMIT ?"
        with reading(self.path) as db:
            return tuple(question for (question,) in db.execute(query, (latest,)))[::-1]

    def noted(self) -> tuple[KeptTurn, ...]:
        """The turns that have a note, oldest first."""
        with reading(self.path) as db:
            return tuple(_turn(row) for row in db.execute(f"{_TURNS} WHERE verdict IS NOT NULL ORDER BY id"))

    def append(
        self, number: int | None, question: str, reply: AskReply, diarienummer: Mapping[str, str] = NO_NUMBERS
    ) -> tuple[int, int]:
        """Keeps a turn, in a new conversation when there is none of that number; gives the numbers of both."""
        with writing(self.path) as db:
            kept = db.execute("SELECT number FROM conversations WHERE number = ?", (number,)).fetchone()
            if kept is None:
                insert = "INSERT INTO conversations (name) VALUES (?) RETURNING number"
                kept = db.execute(insert, (shortened(question),)).fetchone()
            turn = db.execute(
                "INSERT INTO turns (conversation, asked, library, question, answer, answered, folded, diarienummer, "
                "reply) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (
                    kept[0],
                    self._now().timestamp(),
                    reply.library,
                    question,
                    reply.answer,
                    reply.answered,
                    fold(f"{question}\n{reply.answer}"),
                    json.dumps(dict(diarienummer), ensure_ascii=False),
                    reply.model_dump_json(),
                ),
            ).fetchone()
        return kept[0], turn[0]

    def rename(self, number: int, name: str) -> None:
        """Gives a conversation another name; an empty one changes nothing."""
        if name.strip():
            with writing(self.path) as db:
                db.execute("UPDATE conversations SET name = ? WHERE number = ?", (shortened(name), number))

    def note(self, turn: int, verdict: Verdict, why: str) -> None:
        """Notes that an answer was wrong or incomplete, and why; a later note takes the place of an earlier one."""
        insert = "INSERT OR REPLACE INTO notes SELECT id, ?, ?, ? FROM turns WHERE id = ?"
        with writing(self.path) as db:
            db.execute(insert, (verdict, why.strip(), self._now().timestamp(), turn))

    def note_of(self, turn: int) -> Note | None:
        """What is noted on an answer."""
        with reading(self.path) as db:
            row = db.execute("SELECT verdict, why, noted FROM notes WHERE turn = ?", (turn,)).fetchone()
        return Note(row[0], row[1], _time(row[2])) if row else None

    def drop_note(self, turn: int) -> None:
        """Takes the note of an answer back."""
        with writing(self.path) as db:
            db.execute("DELETE FROM notes WHERE turn = ?", (turn,))

    def would_forget(self, number: int | None = None, older_than: timedelta | None = None) -> Forgotten:
        """What `forget` would delete."""
        query = f"""
            SELECT count(DISTINCT conversation), count(*), count(notes.turn)
            FROM turns LEFT JOIN notes ON notes.turn = turns.id WHERE conversation IN ({_OLD})"""
        with reading(self.path) as db:
            return Forgotten(*db.execute(query, self._old(number, older_than)).fetchone())

    def forget(self, number: int | None = None, older_than: timedelta | None = None) -> None:
        """Deletes one conversation, or those whose last question is older than this, or all; and their notes."""
        if not self.path.exists():
            return
        with writing(self.path) as db:
            db.execute(f"DELETE FROM conversations WHERE number IN ({_OLD})", self._old(number, older_than))
        shrink(self.path)

    def _old(self, number: int | None, older_than: timedelta | None) -> tuple[int | None, int | None, float]:
        before = (self._now() - older_than).timestamp() if older_than is not None else float("inf")
        return number, number, before


class KeptConversation:
    """A conversation that goes on: it gets its number with the first turn that is kept."""

    def __init__(self, store: Conversations, number: int | None = None) -> None:
        self.store = store
        self.number = number
        self._one_at_a_time = threading.Lock()

    def keep(self, question: str, reply: AskReply, diarienummer: Mapping[str, str] = NO_NUMBERS) -> int:
        """Keeps a turn, and gives its id; the caller may give up waiting without harm.

        Raises:
            HistoryFailed: it could not be kept; the next one may be.
        """
        with self._one_at_a_time:
            self.number, turn = self.store.append(self.number, question, reply, diarienummer)
        return turn


def shortened(name: str) -> str:
    """`name` on one line, no longer than names may be."""
    words = " ".join(name.split())
    return words if len(words) <= NAME_CHARS else f"{words[: NAME_CHARS - 1].rstrip()}…"


_LISTED: Final = """
    SELECT number, name, turns.asked, count FROM
        (SELECT conversation AS number, max(id) AS last, count(*) AS count FROM turns GROUP BY conversation)
        JOIN conversations USING (number) JOIN turns ON turns.id = last"""
_OLD: Final = (
    "SELECT conversation FROM turns GROUP BY conversation HAVING (? IS NULL OR conversation = ?) AND max(asked) < ?"
)
_TURNS: Final = (
    "SELECT id, asked, library, question, answer, answered, diarienummer, reply, verdict, why, noted "
    "FROM turns LEFT JOIN notes ON notes.turn = turns.id"
)


def _conversation(row: tuple[Any, ...]) -> Conversation:
    number, name, asked, turns = row
    return Conversation(number, name, _time(asked), turns)


def _turn(row: tuple[Any, ...]) -> KeptTurn:
    turn, asked, library, question, answer, answered, numbers, reply, verdict, why, noted = row
    note = Note(verdict, why, _time(noted)) if verdict else None
    try:
        parsed = AskReply.model_validate_json(reply, extra="ignore")
    except ValidationError:
        parsed = _without_sources(question, answer, bool(answered), library)
    return KeptTurn(turn, _time(asked), question, parsed, json.loads(numbers), note)


def _without_sources(question: str, answer: str, answered: bool, library: str) -> AskReply:
    """What is left of a reply of a version that this one does not understand."""
    return AskReply(
        answer=answer,
        answered=answered,
        understood=UnderstoodQuestion(question=question, filters=Filters()),
        notes=(_SOURCES_LOST,),
        citations=(),
        hits=(),
        confidence=0.0,
        answerer="",
        took_ms=0.0,
        library=library,
    )


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
