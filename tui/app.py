"""The chat: one factory, for the command and for the tests."""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar, Final

from textual import on
from textual.app import App, InvalidModeError
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.widgets import Input, TextArea

from tui.client import AskClient
from tui.connection import Connect, Connection, FirstBuild
from tui.conversations import Conversations
from tui.palette import Commands
from tui.preferences import Look, PreferenceFile
from tui.screens.ask import AskScreen
from tui.screens.help import PARTS, HelpScreen
from tui.screens.library import LibraryScreen
from tui.screens.search import SearchScreen
from tui.themes import THEMES
from tui.widgets.hit_list import AskAbout
from tui.words import Language, say, speak, spoken

EXAMPLES: Final = (
    "Vilka är barnkonventionens fyra grundprinciper?",
    "Vad säger barnkonventionen om barnets rätt att uttrycka sina åsikter?",
    "Vem är rättighetsbärare och vem är skyldighetsbärare?",
)
AGAIN_S: Final = 3.0
"""How soon a second Ctrl+C must come to be one."""
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

    TITLE = "Belägg"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {Commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "chat", "Samtal", id="app.chat", show=False, tooltip="Gå till samtalet"),
        Binding("f3", "view('search')", "Sök", id="app.search", tooltip="Sök passager medan du skriver"),
        Binding("f4", "view('library')", "Bibliotek", id="app.library", tooltip="Se vad biblioteket innehåller"),
        Binding("ctrl+p", "command_palette", "Mer", id="app.palette", tooltip="Välj bland allt som går att göra"),
        Binding("ctrl+t", "toggle_theme", "Färger", id="app.theme", show=False, tooltip="Ljust, mörkt, hög kontrast"),
        Binding("f1,question_mark", "help", "Hjälp", id="app.help", tooltip="Visa tangenterna"),
        Binding("ctrl+q", "quit", "Avsluta", id="app.quit", priority=True, tooltip="Avsluta Belägg"),
        Binding(
            "ctrl+c",
            "interrupt",
            id="app.interrupt",
            show=False,
            system=True,
            priority=True,
            tooltip="Kopiera det markerade; två gånger avslutar",
        ),
    ]

    def __init__(
        self,
        connection: Connection,
        examples: Iterable[str],
        store: Conversations | None,
        first_build: FirstBuild | None,
        preferences: PreferenceFile | None,
    ) -> None:
        super().__init__()
        self._connection = connection
        self._examples = tuple(examples)
        self._store = store
        self._first_build = first_build
        self._preferences = preferences
        self._told_to_leave = -AGAIN_S
        for look in THEMES.values():
            self.register_theme(look)
        self.wear("dark")

    def get_default_screen(self) -> AskScreen:
        """Begin with the conversation."""
        return AskScreen(self._connection, self.title, self._examples, self._store, self._first_build)

    def on_mount(self) -> None:
        """The other views keep what is in them while they are not shown."""
        for name, view in self._views().items():
            self.install_screen(view, name)

    def _views(self) -> dict[str, SearchScreen | LibraryScreen]:
        return {
            "search": SearchScreen(self._connection, self.title),
            "library": LibraryScreen(self._connection, self.title),
        }

    async def on_unmount(self) -> None:
        """Let go of the client."""
        await self._connection.close()

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is printed on a Swedish keyboard: `Ctrl+Q`, `Esc`, `↑`."""
        if binding.key_display:
            return binding.key_display
        return "+".join(
            KEY_NAMES.get(part, part.upper() if len(part) <= 3 else part) for part in binding.key.split("+")
        )

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(HelpScreen({"Överallt": BelaggApp.BINDINGS, **PARTS}))

    def action_command_palette(self) -> None:
        """Let one choose among what can be done."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=say("Skriv vad du vill göra")))

    def action_chat(self) -> None:
        """Go back to the conversation."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_view(self, name: str) -> None:
        """Show another view instead of the one above the conversation."""
        if self.screen is not self.get_screen(name):
            self.action_chat()
            self.push_screen(name)

    @on(AskAbout)
    def ask_about(self, event: AskAbout) -> None:
        """Begin a question about a passage."""
        self.action_chat()
        if isinstance(self.screen, AskScreen):
            self.screen.ask_about(event.hit)

    def action_interrupt(self) -> None:
        """Copy what is selected; else tell how to leave, and leave when it is pressed again while that is told."""
        field = self.focused
        typed = field.selected_text if isinstance(field, Input | TextArea) else ""
        selected = typed or self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
            self.notify(say("Det markerade är kopierat."), markup=False)
            return
        if self._told_to_leave > time.monotonic() - AGAIN_S:
            self.exit()
        self._told_to_leave = time.monotonic()
        self.notify(say("Tryck Ctrl+Q för att avsluta, eller Ctrl+C en gång till."), timeout=AGAIN_S, markup=False)

    def wear(self, look: Look) -> None:
        """Put one of the looks on."""
        self.theme = THEMES[look].name

    def action_toggle_theme(self) -> None:
        """Change to the next of the looks."""
        looks = list(THEMES)
        worn = next(place for place, look in enumerate(looks) if THEMES[look].name == self.theme)
        self.action_look(looks[(worn + 1) % len(looks)])

    def action_speak(self, language: Language) -> None:
        """Change the language; in the app's own task, so that all that it begins from here on speaks it."""
        self.call_later(self._speak, language)

    async def _speak(self, language: Language) -> None:
        """Each language has a conversation screen of its own, which takes over what the other one shows."""
        self.action_chat()
        before = self.screen
        if language == spoken() or not isinstance(before, AskScreen):
            return
        speak(language)
        if self._preferences is not None:
            self._preferences.keep_language(language)
        for name, view in self._views().items():
            self.uninstall_screen(name)
            self.install_screen(view, name)
        with suppress(InvalidModeError):  # it is there from the last time
            self.add_mode(language, self.get_default_screen)
        await self.switch_mode(language)
        if isinstance(self.screen, AskScreen):
            self.screen.take_over(before)

    def action_look(self, look: Look) -> None:
        """Change to one of the looks, for the next time as well."""
        self.wear(look)
        if self._preferences is not None:
            self._preferences.keep_theme(look)


def make_app(
    connect: AskClient | Connect,
    *,
    examples: Iterable[str] = EXAMPLES,
    store: Conversations | None = None,
    first_build: FirstBuild | None = None,
    preferences: PreferenceFile | None = None,
) -> BelaggApp:
    """The chat, with a client that is ready or with a way to wait for one; the chat closes it when it ends.

    Conversations are kept in `store`, where there is one. `first_build` builds a library where there is none.
    Looks and language that are chosen are kept in `preferences`.
    """
    connection = Connection(_ready(connect) if isinstance(connect, AskClient) else connect)
    return BelaggApp(connection, examples, store, first_build, preferences)


def _ready(client: AskClient) -> Connect:
    async def connect() -> AskClient:
        return client

    return connect
