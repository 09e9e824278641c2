"""The chat: one factory, for the command and for the tests."""

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.app import App
from textual.binding import Binding, BindingType

from tui.client import AskClient
from tui.conversations import Conversations
from tui.screens.ask import AskScreen, Connect
from tui.screens.help import HelpScreen
from tui.screens.history import HistoryScreen
from tui.screens.kept import KeptScreen
from tui.screens.source import SourceScreen
from tui.widgets.prompt_input import PromptInput
from tui.widgets.source_list import SourceList

EXAMPLES: Final = (
    "Vilka är barnkonventionens fyra grundprinciper?",
    "Vad säger barnkonventionen om barnets rätt att uttrycka sina åsikter?",
    "Vem är rättighetsbärare och vem är skyldighetsbärare?",
)
BREAKPOINTS: Final = [(0, "-narrow"), (100, "-wide")]
"""Columns from which a class is set on the screens; below 100 the sources stand under the answer."""
KEY_NAMES: Final = {
    "ctrl": "Ctrl",
    "shift": "Skift",
    "down": "↓",
    "enter": "Enter",
    "escape": "Esc",
    "left": "←",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "question_mark": "?",
    "right": "→",
    "tab": "Tab",
    "up": "↑",
}


class BelaggApp(App[None], inherit_bindings=False):
    """Chat with a library; the first paint does not wait for it."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "toggle_theme", "Ljust/mörkt", id="app.theme", show=False, tooltip="Växla ljust och mörkt"),
        Binding("f1,question_mark", "help", "Hjälp", id="app.help", tooltip="Visa tangenterna"),
        Binding("ctrl+q", "quit", "Avsluta", id="app.quit", priority=True, tooltip="Avsluta Belägg"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(self, connect: Connect, title: str, examples: Iterable[str], store: Conversations | None) -> None:
        super().__init__()
        self.title = title
        self._connect_once = connect
        self._client: AskClient | None = None
        self._examples = tuple(examples)
        self._store = store

    def get_default_screen(self) -> AskScreen:
        """Begin with the conversation."""
        return AskScreen(self._connected, self.title, self._examples, self._store)

    async def on_unmount(self) -> None:
        """Let go of the client."""
        if self._client is not None:
            await self._client.aclose()

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is printed on a Swedish keyboard: `Ctrl+Q`, `Esc`, `↑`."""
        if binding.key_display:
            return binding.key_display
        return "+".join(
            KEY_NAMES.get(part, part.upper() if len(part) <= 3 else part) for part in binding.key.split("+")
        )

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(
            HelpScreen({
                "Överallt": BelaggApp.BINDINGS,
                "Frågan": PromptInput.BINDINGS,
                "Samtalet": (*AskScreen.BINDINGS, *KeptScreen.BINDINGS),
                "Källistan": SourceList.BINDINGS,
                "En källa": SourceScreen.BINDINGS,
                "Tidigare samtal": HistoryScreen.BINDINGS,
            })
        )

    def action_help_quit(self) -> None:
        """Tell those who press Ctrl+C how to leave."""
        self.notify("Tryck Ctrl+Q för att avsluta.", markup=False)

    def action_toggle_theme(self) -> None:
        """Change between light and dark."""
        self.theme = "textual-light" if self.current_theme.dark else "textual-dark"

    async def _connected(self) -> AskClient:
        if self._client is None:
            self._client = await self._connect_once()
        return self._client


def make_app(
    connect: AskClient | Connect,
    *,
    title: str = "Belägg",
    examples: Iterable[str] = EXAMPLES,
    store: Conversations | None = None,
) -> BelaggApp:
    """The chat, with a client that is ready or with a way to wait for one; the chat closes it when it ends.

    Conversations are kept in `store`, where there is one.
    """
    return BelaggApp(_ready(connect) if isinstance(connect, AskClient) else connect, title, examples, store)


def _ready(client: AskClient) -> Connect:
    async def connect() -> AskClient:
        return client

    return connect
