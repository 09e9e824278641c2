"""The conversation."""

from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.reactive import reactive
from textual.widgets import Footer

from server.schema import AskReply
from server.schema_library import StatusReply
from tui.client import AskClient, AskFailed, as_history
from tui.conversations import Conversations
from tui.plain import UNWRAPPED, answer_lines
from tui.screens.kept import KeptScreen
from tui.screens.source import SourceScreen
from tui.widgets.prompt_input import PromptInput
from tui.widgets.source_list import SourceList
from tui.widgets.top_bar import TopBar
from tui.widgets.transcript import Transcript
from tui.widgets.turn_view import Exchange, TurnView
from tui.widgets.welcome import Welcome

Connect = Callable[[], Awaitable[AskClient]]
"""Gives the client once the server is up; raises `AskFailed` when it will not be."""

LOADING: Final = "Laddar biblioteket …"
SEARCHING: Final = "Söker i källorna …"


class AskScreen(KeptScreen):
    """Conversation left, sources right, question below. The only place that asks the server."""

    AUTO_FOCUS = "PromptInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next('sources')", "Källor", id="ask.sources", tooltip="Gå till källorna"),
        Binding("tab", "next('examples')", "Exempel", id="ask.examples", tooltip="Gå till exempelfrågorna"),
        Binding("1", "open(1)", show=False, id="ask.open", key_display="1–9", tooltip="Öppna källan med det numret"),
        *(Binding(str(number), f"open({number})", show=False) for number in range(2, 10)),
        Binding("escape", "cancel", "Avbryt", id="ask.cancel", tooltip="Avbryt frågan och få tillbaka den"),
        Binding("ctrl+r", "retry", "Försök igen", id="ask.retry", tooltip="Försök nå biblioteket igen"),
        Binding("ctrl+y", "copy", "Kopiera", id="ask.copy", priority=True, tooltip="Kopiera svaret med källorna"),
        Binding("ctrl+l", "clear", "Nytt samtal", id="ask.clear", tooltip="Töm samtalet och börja om"),
        Binding("ctrl+up", "step(-1)", show=False, id="ask.before", tooltip="Gå till svaret före"),
        Binding("ctrl+down", "step(1)", show=False, id="ask.after", tooltip="Gå till svaret efter"),
        Binding("pageup", "roll(-1)", show=False, id="ask.up", tooltip="Rulla samtalet uppåt"),
        Binding("pagedown", "roll(1)", show=False, id="ask.down", tooltip="Rulla samtalet nedåt"),
    ]

    failed: reactive[bool] = reactive(False, bindings=True)
    """Whether the library could not be reached."""
    pending: reactive[TurnView | None] = reactive(None, bindings=True)
    """The turn that waits for its reply."""

    def __init__(self, connect: Connect, title: str, examples: Iterable[str], store: Conversations | None) -> None:
        super().__init__(store)
        self._connect = connect
        self._title = title
        self._examples = tuple(examples)

    @property
    def top_bar(self) -> TopBar:
        """The line at the top."""
        return self.query_exactly_one(TopBar)

    @property
    def welcome(self) -> Welcome:
        """The greeting."""
        return self.query_exactly_one(Welcome)

    @property
    def source_list(self) -> SourceList:
        """The sources of the current turn."""
        return self.query_exactly_one(SourceList)

    @property
    def prompt(self) -> PromptInput:
        """Where the question is typed."""
        return self.query_exactly_one(PromptInput)

    @property
    def reply(self) -> AskReply | None:
        """The reply of the current turn."""
        turn = self.transcript.current
        return turn.exchange.reply if turn is not None else None

    def compose(self) -> ComposeResult:
        """Line at the top, conversation and sources, prompt, keys."""
        yield TopBar(self._title)
        with Container(classes="ask--desk"):
            yield Welcome(self._examples)
            yield Transcript()
            yield SourceList(classes="-empty")
        yield PromptInput()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Paint first, connect meanwhile."""
        self.watch(self.transcript, "current", self.show_sources)
        self.recall_questions()
        self.connect_library()

    def show_sources(self) -> None:
        """Show the sources of the current turn, or the greeting where there is no turn."""
        self.source_list.reply = self.reply
        self.set_class(self.transcript.current is not None, "-talking")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if not self.is_mounted:
            return True
        if action == "next":
            return self._may_go(parameters[0] == "sources")
        offered = {
            "cancel": self.pending is not None,
            "retry": self.failed,
            "copy": self.reply is not None,
            "clear": bool(self.transcript.turns),
            "copy_all": bool(self.transcript.turns),
        }
        return offered[action] if action in offered else super().check_action(action, parameters)

    def _may_go(self, to_sources: bool) -> bool:
        return bool(self.source_list.sources) if to_sources else not self.has_class("-talking")

    @on(PromptInput.Submitted)
    @on(Welcome.Chosen)
    def ask(self, event: PromptInput.Submitted | Welcome.Chosen) -> None:
        """Put the question to the library, now or as soon as it is there."""
        if self.pending is not None:
            self.pending.exchange = Exchange(self.pending.exchange.question, "Avbruten.")
        self.pending = self.transcript.add(Exchange(event.question, SEARCHING if self._client else LOADING))
        self.prompt.earlier = (*self.prompt.earlier, event.question)
        self.prompt.focus()
        if self._client is not None:
            self.fetch_answer(self._client, self.pending)
        elif self.failed:
            self.connect_library()

    @on(TurnView.Chosen)
    def choose_turn(self, event: TurnView.Chosen) -> None:
        """Show the sources of the turn that was clicked."""
        self.transcript.current = event.turn

    @on(TurnView.MarkerChosen)
    def choose_marker(self, event: TurnView.MarkerChosen) -> None:
        """Open the source behind the marker that was clicked."""
        self.transcript.current = event.turn
        self.action_open(event.marker)

    @on(SourceList.Opened)
    def open_source(self, event: SourceList.Opened) -> None:
        """Read a source where it stands."""
        if self._client is not None:
            self.app.push_screen(SourceScreen(self._client, event.sources, event.index))

    @work(exclusive=True, group="connect")
    async def connect_library(self) -> None:
        """Wait for the library; then put the question that waited for it."""
        self.failed = False
        self.top_bar.status = LOADING
        try:
            client = await self._connect()
            status = await client.status()
        except AskFailed as error:
            self.failed = True
            self.top_bar.status = "Ingen förbindelse"
            self.give_back(error)
            return
        self._client = client
        self.top_bar.status = _holdings(status)
        if status.notice:
            self.notify(status.notice, severity="warning")
        if self.pending is not None:
            self.fetch_answer(client, self.pending)

    @work(exclusive=True, group="ask")
    async def fetch_answer(self, client: AskClient, turn: TurnView) -> None:
        """Fetch the reply to one question; a new question cancels the one in flight."""
        question = turn.exchange.question
        turn.exchange = Exchange(question, SEARCHING)
        try:
            reply = await client.ask(question, as_history(self.transcript.replied()))
        except AskFailed as error:
            self.give_back(error)
            return
        turn.exchange = Exchange(question, reply=reply)
        self.pending = None
        self.show_sources()
        self.keep(client, turn, reply)

    def give_back(self, error: AskFailed | None = None) -> None:
        """Say what went wrong, and put the waiting question back where it was typed."""
        if error is not None:
            self.notify(str(error), severity="error", markup=False)
        turn, self.pending = self.pending, None
        if turn is not None:
            self.transcript.drop(turn)
            self.prompt.question = self.prompt.question or turn.exchange.question

    def action_next(self, _where: str) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_open(self, number: int) -> None:
        """Open the source that goes by `number`."""
        self.source_list.open_number(number)

    def action_cancel(self) -> None:
        """Stop waiting for the reply."""
        self.workers.cancel_group(self, "ask")
        self.give_back()

    def action_retry(self) -> None:
        """Try to reach the library again."""
        self.connect_library()

    def action_copy(self) -> None:
        """Copy the answer with its sources."""
        if self.reply is not None:
            self.app.copy_to_clipboard("\n".join(answer_lines(self.reply, UNWRAPPED)))
            self.notify("Svaret är kopierat med källorna.", markup=False)

    def begin_anew(self, number: int | None = None) -> None:
        """Empty the screen for a new conversation, or for the earlier one of that number."""
        self.workers.cancel_group(self, "ask")
        self.pending = None
        super().begin_anew(number)
        self.prompt.focus()

    def action_clear(self) -> None:
        """Begin a new conversation."""
        self.begin_anew()

    def action_step(self, by: int) -> None:
        """Go to the turn before or after."""
        self.transcript.step(by)

    def action_roll(self, by: int) -> None:
        """Scroll the conversation by most of a page."""
        self.transcript.scroll_relative(y=by * max(1, self.transcript.size.height - 2), animate=False)


def _holdings(status: StatusReply) -> str:
    passages = f"{status.passages:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{status.documents} dokument · {passages} passager"
