"""A question in flight: waiting for the library, the answer as it comes, and what is lost on the way."""

from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from server.schema import AskReply, Filters, TextPiece
from server.schema_library import StatusReply
from tui.client import AskClient, AskFailed, NotBuilt
from tui.connection import Connection
from tui.conversations import Conversations
from tui.exchanges import as_history
from tui.screens.kept import KeptScreen
from tui.widgets.banner import Banner
from tui.widgets.prompt_input import PromptInput
from tui.widgets.top_bar import TopBar
from tui.widgets.turn_view import Exchange, TurnView
from tui.words import count, say

LOADING: Final = "Laddar biblioteket …"
SEARCHING: Final = "Söker i källorna …"


class WaitingScreen(KeptScreen):
    """The conversation's way to the server; what is shown of it is the heir's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Avbryt", id="ask.cancel", tooltip="Avbryt frågan och få tillbaka den"),
        Binding("ctrl+r", "retry", "Försök igen", id="ask.retry", tooltip="Försök nå biblioteket igen"),
    ]

    failed: reactive[bool] = reactive(False, bindings=True)
    """Whether the library could not be reached."""
    pending: reactive[TurnView | None] = reactive(None, bindings=True)
    """The turn that waits for its reply."""
    filters: reactive[Filters] = reactive(Filters(), bindings=True)
    """What the next questions are limited to."""

    def __init__(self, connection: Connection, store: Conversations | None) -> None:
        super().__init__(store)
        self._connection = connection
        self._lost = ""
        """The question that was given back because the server was gone."""
        self._noticed = ""

    @property
    def top_bar(self) -> TopBar:
        """The line at the top."""
        return self.query_exactly_one(TopBar)

    @property
    def banner(self) -> Banner:
        """What is wrong, for as long as it is."""
        return self.query_exactly_one(Banner)

    @property
    def prompt(self) -> PromptInput:
        """Where the question is typed."""
        return self.query_exactly_one(PromptInput)

    def put(self, question: str) -> None:
        """Put a question to the library, now or as soon as it is there."""
        if self.pending is not None:
            self.pending.exchange = Exchange(self.pending.exchange.question, say("Avbruten."))
        self.pending = self.transcript.add(Exchange(question, say(SEARCHING if self._client else LOADING)))
        if self._client is not None and not self.failed:
            self.fetch_answer(self._client, self.pending)
        elif self.failed:
            self.connect_library()

    @work(exclusive=True, group="connect")
    async def connect_library(self) -> None:
        """Wait for the library; then put the question that waited for it."""
        self.failed = False
        self.top_bar.status = say(LOADING)
        try:
            client = await self._connection.client()
            status = await client.status()
        except NotBuilt:
            self.failed = True
            self.top_bar.status = say("Inget bibliotek")
            self.give_back()
            self.build_first()
            return
        except AskFailed as error:
            self.lose(error)
            return
        self._client = client
        self.banner.message = ""
        self.show_status(status)
        self._ask_what_waited(client)

    def build_first(self) -> None:
        """There is no library yet."""

    def show_status(self, status: StatusReply) -> None:
        """Show which library is served."""
        self.top_bar.status = say(
            "{documents} dokument · {passages} passager", documents=status.documents, passages=count(status.passages)
        )
        if status.notice and status.notice != self._noticed:
            self.notify(status.notice, severity="warning", markup=False)
        self._noticed = status.notice

    def _ask_what_waited(self, client: AskClient) -> None:
        if self.pending is not None:
            self.fetch_answer(client, self.pending)
        elif self._lost and self.prompt.question == self._lost:
            self.prompt.action_submit()
        self._lost = ""

    @work(exclusive=True, group="status")
    async def refresh_status(self) -> None:
        """Show which library is served now; where that cannot be had, the next question will tell."""
        if self._client is None:
            return
        try:
            self.show_status(await self._client.status())
        except AskFailed:
            return

    @work(exclusive=True, group="ask")
    async def fetch_answer(self, client: AskClient, turn: TurnView) -> None:
        """Fetch the reply to one question as it is made; a new question cancels the one in flight."""
        question = turn.exchange.question
        turn.exchange = Exchange(question, say(SEARCHING))
        try:
            async for told in client.stream(question, as_history(self.transcript.replied()), self.filters):
                if isinstance(told, TextPiece):
                    turn.exchange = turn.exchange.with_piece(told)
                elif isinstance(told, AskReply):
                    self.receive(client, turn, told)
        except AskFailed as error:
            self.lose(error)

    def receive(self, client: AskClient, turn: TurnView, reply: AskReply) -> None:
        """Show the whole reply, and keep it."""
        turn.exchange = Exchange(turn.exchange.question, reply=reply)
        self.pending = None
        self.show_sources()
        self.keep(client, turn, reply)

    def show_sources(self) -> None:
        """Show the sources of the current turn."""

    def lose(self, error: AskFailed) -> None:
        """Say what went wrong; where the server is gone, for as long as it is."""
        if error.unreached or self._client is None:
            self.failed = True
            self._lost = self.pending.exchange.question if self.pending is not None else ""
            kept = f" {say('Frågan är kvar.')}" if self._lost else ""
            self.banner.message = f"{error}{kept} {say('Ctrl+R försöker igen.')}"
            self.top_bar.status = say("Ingen förbindelse")
            self.give_back()
        else:
            self.give_back()
            self.notify(str(error), severity="error", markup=False)

    def take_over(self, before: KeptScreen) -> None:
        """Go on with the conversation of another screen, what is typed there, and what it is limited to."""
        super().take_over(before)
        if isinstance(before, WaitingScreen):
            before.action_cancel()
            self.prompt.question = before.prompt.question
            self.filters = before.filters

    def give_back(self) -> None:
        """Put the waiting question back where it was typed."""
        turn, self.pending = self.pending, None
        if turn is not None:
            self.transcript.drop(turn)
            self.prompt.question = self.prompt.question or turn.exchange.question

    def action_cancel(self) -> None:
        """Stop waiting for the reply."""
        self.workers.cancel_group(self, "ask")
        self.give_back()

    def action_retry(self) -> None:
        """Try to reach the library again."""
        self.connect_library()
