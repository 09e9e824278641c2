"""One question of the conversation with what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from server.schema import AskReply, TextPiece
from tui.plain import abstention_words, filter_words, read_as
from tui.widgets.answer_text import AnswerText
from tui.words import say


@dataclass(frozen=True)
class Exchange:
    """A question as it was typed, and its reply once there is one; until then `progress` says what happens."""

    question: str
    progress: str = ""
    reply: AskReply | None = None
    draft: str = ""
    """What has come of the answer so far."""

    def with_piece(self, piece: TextPiece) -> "Exchange":
        """The exchange when one more piece of the answer has come."""
        return replace(self, draft=self.draft[: piece.at[0]].ljust(piece.at[0]) + piece.text)


class TurnView(Vertical):
    """Shows an exchange: the question, then an answer or that the sources do not answer."""

    exchange: reactive[Exchange] = reactive(Exchange(""), init=False)

    @dataclass
    class Chosen(Message):
        """The turn was clicked, so its sources are wanted."""

        turn: "TurnView"

    @dataclass
    class MarkerChosen(Message):
        """A marker in the turn's answer was clicked."""

        turn: "TurnView"
        marker: int

    @dataclass
    class Grown(Message):
        """The turn takes more or less room than before."""

        turn: "TurnView"

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self.set_reactive(TurnView.exchange, exchange)
        self.kept: int | None = None
        """Its id in the history, once it is there."""

    def compose(self) -> ComposeResult:
        """The question first, then what is known so far."""
        yield _line("question", self.exchange.question)
        if self.exchange.reply is None:
            draft = _line("draft", self.exchange.draft)
            draft.display = bool(self.exchange.draft)
            yield draft
            yield _line("progress", self.exchange.progress)
            return
        for remark in _understood(self.exchange.question, self.exchange.reply):
            yield _line("understood", remark)
        yield from _answer(self.exchange.reply)
        if self.exchange.reply.notes:
            yield _line("notes", "\n".join(self.exchange.reply.notes))

    def watch_exchange(self, before: Exchange, exchange: Exchange) -> None:
        """Show what has changed; an abstention looks like one."""
        if self.is_mounted and exchange == replace(before, draft=exchange.draft):
            draft = self.query_exactly_one(".turn--draft", Static)
            draft.display = bool(exchange.draft)
            draft.update(exchange.draft)
            return
        self.set_class(exchange.reply is not None and not exchange.reply.answered, "-abstained")
        self.refresh(recompose=True)

    def on_mount(self) -> None:
        """One that is shown with its reply may be an abstention too."""
        self.watch_exchange(Exchange(""), self.exchange)

    def on_resize(self) -> None:
        """Say so: what is in sight may have moved."""
        self.post_message(self.Grown(self))

    def on_click(self, event: Click) -> None:
        """Ask for the turn's sources."""
        event.stop()
        self.post_message(self.Chosen(self))

    def on_answer_text_marker_chosen(self, event: AnswerText.MarkerChosen) -> None:
        """Say whose marker it was."""
        event.stop()
        self.post_message(self.MarkerChosen(self, event.marker))


def _answer(reply: AskReply) -> Iterator[Widget]:
    if reply.answered:
        yield AnswerText(reply)
        return
    yield _line("verdict", say("Inget belägg"))
    yield _line("abstention", reply.answer)
    for sentence in abstention_words(reply):
        yield _line("missing", sentence)


def _understood(typed: str, reply: AskReply) -> Iterator[str]:
    if read_as(typed, reply):
        yield read_as(typed, reply)
    if reply.understood.scope:
        yield say("Sökt först i: {scope}", scope=", ".join(reply.understood.scope))
    limits = filter_words(reply.understood.filters)
    if limits:
        yield say("Sökt bara i: {limits}", limits=limits)


def _line(part: str, text: str) -> Static:
    return Static(text, classes=f"turn--{part}", markup=False)
