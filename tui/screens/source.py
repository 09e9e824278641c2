"""One source, read where it stands."""

import asyncio
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Footer, Static

from server.schema import Citation, SearchHit
from server.schema_reading import PageReply, PassageReply
from tui.client import AskClient, AskFailed
from tui.originals import fetch_original
from tui.plain import Source, in_quotes, number_of, reference, section_words, text_of
from tui.screens.sections import SectionsScreen
from tui.screens.view import View
from tui.viewer import NoViewer, open_file
from tui.widgets.hit_list import AskAbout
from tui.widgets.passage_text import PassageText, Reading, reading_of_page, reading_of_passage
from tui.widgets.source_list import heading_of
from tui.words import say

LEAF: Final = Binding.Group("Bläddra", compact=True)


class SourceScreen(View[None]):
    """The quote marked in its surroundings, and the pages of the document around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "app.pop_screen", "Tillbaka", id="source.back", tooltip="Tillbaka till samtalet"),
        Binding("s", "show_page", "Hela sidan", id="source.page", tooltip="Visa hela sidan som citatet står på"),
        Binding("s", "show_passage", "Passagen", id="source.passage", tooltip="Tillbaka till passagen"),
        Binding(
            "left",
            "turn(-1)",
            "Förra sidan",
            id="source.previous",
            group=LEAF,
            priority=True,
            tooltip="Bläddra till sidan före",
        ),
        Binding(
            "right",
            "turn(1)",
            "Nästa sida",
            id="source.next",
            group=LEAF,
            priority=True,
            tooltip="Bläddra till sidan efter",
        ),
        Binding(
            "1", "show(1)", id="source.number", show=False, key_display="1–9", tooltip="Visa källan med det numret"
        ),
        *(Binding(str(number), f"show({number})", show=False) for number in range(2, 10)),
        Binding("t", "sections", "Avsnitt", id="source.sections", tooltip="Visa dokumentets avsnitt och gå till ett"),
        Binding("o", "original", "Öppna filen", id="source.file", tooltip="Öppna källfilen i datorns visare"),
        Binding("f", "about", "Fråga om", id="source.about", show=False, tooltip="Ställ en fråga om det här stycket"),
        Binding("ctrl+y", "copy", "Kopiera", id="source.copy", tooltip="Kopiera citatet med hänvisning", priority=True),
    ]

    index: reactive[int] = reactive(0, init=False)
    """Which of the sources is read."""
    page: reactive[PageReply | None] = reactive(None, init=False, bindings=True)
    """The page on show; `None` while the passage is."""
    passage: reactive[PassageReply | None] = reactive(None, init=False, bindings=True)
    """The passage on show, once it is fetched."""

    def __init__(self, client: AskClient, sources: tuple[Source, ...], index: int) -> None:
        super().__init__()
        self._client = client
        self._sources = sources
        self.set_reactive(SourceScreen.index, index)

    @property
    def source(self) -> Source:
        """The source that is read."""
        return self._sources[self.index]

    @property
    def quote(self) -> str:
        """The words to mark; empty where a whole passage was found and nothing in it quoted."""
        return self.source.quote if isinstance(self.source, Citation) else ""

    @property
    def heading(self) -> Static:
        """What is read."""
        return self.query_exactly_one(".source--heading", Static)

    @property
    def scroll(self) -> VerticalScroll:
        """What scrolls the text."""
        return self.query_exactly_one(VerticalScroll)

    @property
    def text(self) -> PassageText:
        """The text."""
        return self.query_exactly_one(PassageText)

    def compose(self) -> ComposeResult:
        """What is read, the text, and the keys."""
        yield Static(classes="source--heading", markup=False)
        with VerticalScroll(classes="source--scroll"):
            yield PassageText()
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the words at hand, then fetch what is around them."""
        if len(self._sources) > 1:
            self.scroll.border_subtitle = say("1–9 visar en annan källa")
        self.watch_index()

    def watch_index(self) -> None:
        """Read another source, beginning with the words at hand."""
        self.heading.update(heading_of(self.source))
        self.page = None
        self._show(say("Hämtar sammanhanget …"), Reading(text_of(self.source)))
        self.fetch_passage(self.source.passage_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if action == "show_page":
            return self.page is None and self.source.page is not None
        if action == "show_passage":
            return self.page is not None
        if action == "about":
            return isinstance(self.source, SearchHit)
        if action == "turn":
            return self._may_turn(parameters[0] == 1)
        return True

    def _may_turn(self, onwards: bool) -> bool | None:
        """Pages are turned where there are some; where there are none, passages."""
        if self.page is None and (self.passage is None or self.source.page is not None):
            return False
        shown = self.page or self.passage
        return (shown is not None and (shown.next if onwards else shown.previous) is not None) or None

    def action_show(self, number: int) -> None:
        """Read the source that goes by `number`, if there is one."""
        numbers = [number_of(source) for source in self._sources]
        if number in numbers:
            self.index = numbers.index(number)
            if self.page is not None:
                self.action_show_passage()

    def action_show_passage(self) -> None:
        """Go back from the pages to the passage."""
        self.page = None
        self.fetch_passage(self.source.passage_id)

    def action_show_page(self) -> None:
        """Show the whole page that the quote begins on."""
        if self.source.page is not None:
            self.fetch_page(self.source.page_key or self.source.page)

    def action_turn(self, by: int) -> None:
        """Turn to the page before or after, or to the passage before or after where there are no pages."""
        shown = self.page or self.passage
        name = shown and (shown.next if by > 0 else shown.previous)
        if name is not None:
            (self.fetch_page if self.page else self.fetch_passage)(name)

    def action_copy(self) -> None:
        """Copy the words with where they stand."""
        source = self.source
        self.app.copy_to_clipboard(f"{in_quotes(text_of(source))} ({reference(source)})")
        self.notify(say("Citatet är kopierat med hänvisning."), markup=False)

    @work(exclusive=True)
    async def fetch_passage(self, passage_id: str) -> None:
        """Fetch a passage and what stands around it."""
        try:
            reply = await self._client.passage(passage_id)
        except AskFailed as error:
            self._failed(error)
            return
        self.page, self.passage = None, reply
        title = say("I sitt sammanhang") if passage_id == self.source.passage_id else section_words(reply.section)
        self._show(title or reply.heading, reading_of_passage(reply, self.quote))

    @work(exclusive=True)
    async def fetch_page(self, label: str) -> None:
        """Fetch one page of the document."""
        try:
            reply = await self._client.page(self.source.doc, label)
        except AskFailed as error:
            self._failed(error)
            return
        self.page = reply
        self._show(
            say("Sida {page}", page=reply.page.partition("~")[0]),
            reading_of_page(reply, self.quote, self.source.passage_id),
        )

    @work(exclusive=True, group="sections")
    async def action_sections(self) -> None:
        """Let a section of the document be chosen, and go there."""
        try:
            document = await self._client.document(self.source.doc)
        except AskFailed as error:
            self._failed(error)
            return
        here = self.passage.section if self.passage is not None else self.source.section
        section = await self.app.push_screen_wait(SectionsScreen(document, here))
        if section is None:
            return
        if section.page is not None:
            self.fetch_page(section.page_key or section.page)
        elif section.passage_id is not None:
            self.fetch_passage(section.passage_id)

    @work(exclusive=True, group="original")
    async def action_original(self) -> None:
        """Open the source file in the viewer of this computer."""
        self.notify(say("Öppnar källfilen …"), markup=False)
        try:
            path, page = await fetch_original(self._client, self.source)
            await asyncio.to_thread(open_file, path, page)
        except NoViewer:
            self.notify(
                say("Ingen visare hittades. Filen ligger i {path}.", path=path), severity="warning", markup=False
            )
        except (AskFailed, OSError) as error:
            self.notify(str(error), severity="error", markup=False)

    def action_about(self) -> None:
        """Ask about the passage."""
        if isinstance(self.source, SearchHit):
            self.post_message(AskAbout(self.source))

    def _failed(self, error: AskFailed) -> None:
        self.notify(str(error), severity="error", markup=False)
        if self.page is None:
            self.scroll.border_title = say("Citatet")

    def _show(self, title: str, reading: Reading) -> None:
        self.scroll.border_title = title
        self.text.reading = reading
        self.call_after_refresh(self._find_mark)

    def _find_mark(self) -> None:
        self.scroll.scroll_to(y=max(0, self.text.line_of_mark() - 2), animate=False)
