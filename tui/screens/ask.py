"""The conversation."""

from collections.abc import Iterable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Key
from textual.reactive import reactive
from textual.widgets import Footer

from server.schema import AskReply, Filters, SearchHit
from server.schema_library import RebuildJob
from tui.connection import Connection, FirstBuild
from tui.conversations import Conversations
from tui.plain import UNWRAPPED, answer_lines, place_words, title_words
from tui.screens.first_run import FirstRunScreen
from tui.screens.source import SourceScreen
from tui.screens.waiting import WaitingScreen
from tui.widgets.banner import Banner
from tui.widgets.divider import Divider
from tui.widgets.limits_line import LimitsLine
from tui.widgets.prompt_input import PromptInput
from tui.widgets.source_list import SourceList
from tui.widgets.top_bar import TopBar
from tui.widgets.transcript import Transcript
from tui.widgets.turn_view import TurnView
from tui.widgets.welcome import Welcome
from tui.words import say

SHARES: Final = range(20, 81)
"""Per cent of the desk that the sources may take."""


class AskScreen(WaitingScreen):
    """Conversation left, sources right, question below. The only place that asks the server."""

    AUTO_FOCUS = "PromptInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next('sources')", "Källor", id="ask.sources", tooltip="Gå till källorna"),
        Binding("tab", "next('examples')", "Exempel", id="ask.examples", tooltip="Gå till exempelfrågorna"),
        Binding("1", "open(1)", show=False, id="ask.open", key_display="1–9", tooltip="Öppna källan med det numret"),
        *(Binding(str(number), f"open({number})", show=False) for number in range(2, 10)),
        Binding("ctrl+y", "copy", "Kopiera", id="ask.copy", priority=True, tooltip="Kopiera svaret med källorna"),
        Binding("ctrl+l", "clear", "Nytt samtal", id="ask.clear", show=False, tooltip="Töm samtalet och börja om"),
        Binding("ctrl+g", "everything", "Fråga allt", id="ask.all", tooltip="Fråga hela biblioteket igen"),
        Binding("ctrl+up", "step(-1)", show=False, id="ask.before", tooltip="Gå till svaret före"),
        Binding("ctrl+down", "step(1)", show=False, id="ask.after", tooltip="Gå till svaret efter"),
        Binding("pageup", "roll(-1)", show=False, id="ask.up", tooltip="Rulla samtalet uppåt"),
        Binding("pagedown", "roll(1)", show=False, id="ask.down", tooltip="Rulla samtalet nedåt"),
        Binding("f9", "share(5)", show=False, id="ask.wider", tooltip="Ge källorna mer plats"),
        Binding("f8", "share(-5)", show=False, id="ask.narrower", tooltip="Ge källorna mindre plats"),
    ]

    share: reactive[int] = reactive(40, init=False)
    """Per cent of the desk that the sources take."""

    def __init__(
        self,
        connection: Connection,
        title: str,
        examples: Iterable[str],
        store: Conversations | None,
        first_build: FirstBuild | None,
    ) -> None:
        super().__init__(connection, store)
        self._title = title
        self._examples = tuple(examples)
        self._first_build = first_build

    @property
    def source_list(self) -> SourceList:
        """The sources of the current turn."""
        return self.query_exactly_one(SourceList)

    @property
    def reply(self) -> AskReply | None:
        """The reply of the current turn."""
        turn = self.transcript.current
        return turn.exchange.reply if turn is not None else None

    def compose(self) -> ComposeResult:
        """Line at the top, conversation and sources, prompt, keys."""
        yield TopBar(self._title)
        yield Banner()
        with Container(classes="ask--desk"):
            yield Welcome(self._examples)
            yield Transcript()
            yield Divider()
            yield SourceList(classes="-empty")
        yield LimitsLine()
        yield PromptInput()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Paint first, connect meanwhile."""
        self.watch(self.transcript, "current", self.show_sources)
        self.recall_questions()
        self.connect_library()

    def on_key(self, event: Key) -> None:
        """What is typed beside the field, and is no key for anything there, begins a question."""
        if event.character and event.is_printable and event.key not in self.active_bindings:
            self.prompt.focus()
            self.prompt.insert(event.character)
            event.stop()

    def on_screen_resume(self) -> None:
        """The library may have been built anew meanwhile."""
        self.refresh_status()

    def build_first(self) -> None:
        """Offer to build the library, where this program can."""
        if self._first_build is not None:
            self.app.push_screen(FirstRunScreen(self._first_build), self._built)
        else:
            self.banner.message = say("Biblioteket är inte byggt. Be den som sköter servern att bygga det.")

    def _built(self, job: RebuildJob | None) -> None:
        if job is not None:
            self.connect_library()
        else:
            self.banner.message = say("Biblioteket är inte byggt. Ctrl+R försöker igen.")

    def show_sources(self) -> None:
        """Show the sources of the current turn, or the greeting where there is no turn."""
        self.source_list.reply = self.reply
        self.set_class(self.transcript.current is not None, "-talking")
        self.set_class(not self.source_list.sources, "-without-sources")
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
            "everything": self.filters != Filters(),
        }
        return offered[action] if action in offered else super().check_action(action, parameters)

    def _may_go(self, to_sources: bool) -> bool:
        return bool(self.source_list.sources) if to_sources else not self.has_class("-talking")

    @on(PromptInput.Submitted)
    @on(Welcome.Chosen)
    def ask(self, event: PromptInput.Submitted | Welcome.Chosen) -> None:
        """Put the question to the library."""
        self.prompt.earlier = (*self.prompt.earlier, event.question)
        self.prompt.focus()
        self.put(event.question)

    def ask_about(self, hit: SearchHit) -> None:
        """Limit the questions to the passage's document, and begin one about its section."""
        self.filters = Filters(doc=(hit.doc,))
        self.query_exactly_one(LimitsLine).document = title_words(hit)
        section = place_words(hit.model_copy(update={"page": None}))
        self.prompt.question = say("Vad står det i {section} om ", section=section) if section else ""
        self.prompt.focus()

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

    @on(Divider.Dragged)
    def drag(self, event: Divider.Dragged) -> None:
        """Move the line between answer and sources to where it was dragged."""
        desk = self.query_exactly_one(".ask--desk").region
        upright = self.has_class("-narrow")
        left, whole = (desk.bottom - event.y, desk.height) if upright else (desk.right - event.x, desk.width)
        self.share = round(100 * left / max(whole, 1))

    def validate_share(self, share: int) -> int:
        """Leave room for both."""
        return min(max(share, SHARES.start), SHARES.stop - 1)

    def watch_share(self) -> None:
        """Give the panels their room."""
        self.source_list.styles.max_width = "100%"
        self.give_room()

    def on_resize(self) -> None:
        """The panels stand beside each other, or one above the other."""
        self.give_room()

    def give_room(self) -> None:
        """Share the columns of the desk between the panels, or its lines where they stand one above the other."""
        upright = self.has_class("-narrow")
        for panel, part in ((self.source_list, self.share), (self.transcript, 100 - self.share)):
            panel.styles.width = "1fr" if upright else f"{part}fr"
            panel.styles.height = f"{part}fr" if upright else "1fr"

    def action_share(self, by: int) -> None:
        """Give the sources more room, or less."""
        self.share += by

    def action_next(self, _where: str) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_open(self, number: int) -> None:
        """Open the source that goes by `number`."""
        self.source_list.open_number(number)

    def action_everything(self) -> None:
        """Ask the whole library again."""
        self.filters = Filters()
        self.query_exactly_one(LimitsLine).document = ""

    def action_copy(self) -> None:
        """Copy the answer with its sources."""
        if self.reply is not None:
            self.app.copy_to_clipboard("\n".join(answer_lines(self.reply, UNWRAPPED)))
            self.notify(say("Svaret är kopierat med källorna."), markup=False)

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
