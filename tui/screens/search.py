"""Search: what is typed is looked for at once."""

import asyncio
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Input, Static

from server.schema import MAX_QUESTION, SearchReply
from tui.client import AskFailed
from tui.connection import Connection
from tui.plain import in_quotes, reference, text_of
from tui.screens.source import SourceScreen
from tui.screens.view import View
from tui.widgets.filter_bar import FilterBar
from tui.widgets.hit_list import HitList
from tui.widgets.top_bar import TopBar
from tui.words import count, say

PAUSE_S: Final = 0.2
"""How long nothing must be typed before the search begins."""
LIMIT: Final = 20


class SearchScreen(View[None]):
    """A field and filters above, the passages found below."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.chat", "Tillbaka", id="search.back", tooltip="Tillbaka till samtalet"),
        Binding("tab", "app.focus_next", "Vidare", id="search.next", show=False, tooltip="Gå till nästa fält"),
        Binding("down", "hits", "Träffarna", id="search.hits", show=False, tooltip="Gå från fältet till träffarna"),
        Binding(
            "ctrl+y", "copy", "Kopiera", id="search.copy", priority=True, tooltip="Kopiera passagen med hänvisning"
        ),
        Binding("ctrl+g", "everything", "Sök i allt", id="search.all", tooltip="Ta bort filtren"),
    ]

    def __init__(self, connection: Connection, title: str) -> None:
        super().__init__()
        self._connection = connection
        self._title = title

    @property
    def field(self) -> Input:
        """Where the words are typed."""
        return self.query_exactly_one(Input)

    @property
    def filter_bar(self) -> FilterBar:
        """What the search is limited to."""
        return self.query_exactly_one(FilterBar)

    @property
    def hit_list(self) -> HitList:
        """What was found."""
        return self.query_exactly_one(HitList)

    def compose(self) -> ComposeResult:
        """Line at the top, field, filters, hits, keys."""
        yield TopBar(self._title, say("Sök"))
        yield Input(placeholder=say("Skriv det du söker"), max_length=MAX_QUESTION, compact=True)
        yield FilterBar()
        yield Static(say("Det du skriver söks medan du skriver."), classes="search--told", markup=False)
        yield HitList()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Learn what there is to choose from."""
        self.hit_list.border_title = say("Träffar")
        self.fetch_choices()

    def on_screen_resume(self) -> None:
        """The library may be another than when one was here last."""
        if self.filter_bar.documents:
            self.fetch_choices()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if not self.is_mounted:
            return True
        if action == "copy":
            return self.hit_list.hit is not None
        if action == "everything":
            return self.filter_bar.limited
        if action == "hits":
            return bool(self.hit_list.hits) and self.focused is self.field
        return True

    @on(Input.Changed)
    @on(FilterBar.Changed)
    def search(self) -> None:
        """Look again, as soon as nothing more is typed."""
        self.find(PAUSE_S)

    @on(Input.Submitted)
    def search_now(self) -> None:
        """Look again at once, and go to what is found."""
        self.find(0)
        self.hit_list.focus()

    @on(HitList.Opened)
    async def open_hit(self, event: HitList.Opened) -> None:
        """Read a passage where it stands."""
        self.app.push_screen(SourceScreen(await self._connection.client(), event.hits, event.index))

    @work(exclusive=True, group="choices")
    async def fetch_choices(self) -> None:
        """Fetch what the filters can be set to."""
        try:
            listed = await (await self._connection.client()).documents()
        except AskFailed as error:
            self._tell(str(error))
            return
        self.filter_bar.documents = listed.documents

    @work(exclusive=True, group="search")
    async def find(self, pause_s: float) -> None:
        """Search for what stands in the field; a later search takes the place of an earlier one."""
        await asyncio.sleep(pause_s)
        query = self.field.value.strip()
        if not query:
            self._tell(say("Det du skriver söks medan du skriver."))
            self.hit_list.hits = ()
            return
        try:
            client = await self._connection.client()
            reply = await client.search(query, LIMIT, self.filter_bar.mode, self.filter_bar.filters)
        except AskFailed as error:
            self._tell(str(error))
            return
        self.hit_list.hits = reply.hits
        self._tell(_told(reply))

    def _tell(self, sentence: str) -> None:
        self.query_exactly_one(".search--told", Static).update(sentence)
        self.refresh_bindings()

    def action_hits(self) -> None:
        """Go to the hits."""
        self.hit_list.focus()

    def action_copy(self) -> None:
        """Copy the passage that is marked, with where it stands."""
        hit = self.hit_list.hit
        if hit is not None:
            self.app.copy_to_clipboard(f"{in_quotes(text_of(hit))} ({reference(hit)})")
            self.notify(say("Passagen är kopierad med hänvisning."), markup=False)

    def action_everything(self) -> None:
        """Search everything."""
        self.filter_bar.clear()


def _told(reply: SearchReply) -> str:
    if not reply.hits:
        return say("Inget hittades för {query}.", query=in_quotes(reply.query))
    found = say("{count} passager", count=count(len(reply.hits))) if len(reply.hits) > 1 else say("1 passage")
    scope = reply.understood.scope
    first = say("Sökt först i: {scope}", scope=", ".join(scope)) if scope else ""
    searched = reply.understood.query
    read = "" if searched == reply.query else say("Sökt som: {query}", query=searched)
    return " · ".join(filter(None, (found, read, first)))
