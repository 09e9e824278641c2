"""One source, read where it stands."""

from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Footer, Static

from server.schema import Citation
from server.schema_reading import PageReply
from tui.client import AskClient, AskFailed
from tui.plain import Source, also_words, in_quotes, number_of, place_words, text_of, title_words
from tui.widgets.passage_text import PassageText, Reading, reading_of_page, reading_of_passage
from tui.widgets.source_list import facts_line

LEAF: Final = Binding.Group("Bläddra", compact=True)


class SourceScreen(Screen[None]):
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
        Binding("ctrl+y", "copy", "Kopiera", id="source.copy", tooltip="Kopiera citatet med hänvisning", priority=True),
    ]

    index: reactive[int] = reactive(0, init=False)
    """Which of the sources is read."""
    page: reactive[PageReply | None] = reactive(None, init=False, bindings=True)
    """The page on show; `None` while the passage is."""

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
            self.scroll.border_subtitle = "1–9 visar en annan källa"
        self.watch_index()

    def watch_index(self) -> None:
        """Read another source, beginning with the words at hand."""
        self.heading.update(_heading(self.source))
        self.page = None
        self._show("Hämtar sammanhanget …", Reading(text_of(self.source)))
        self.fetch_passage()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if action == "show_page":
            return self.page is None and self.source.page is not None
        if action == "show_passage":
            return self.page is not None
        if action == "turn":
            return self._may_turn(parameters[0] == 1)
        return True

    def _may_turn(self, onwards: bool) -> bool | None:
        if self.page is None:
            return False
        return (self.page.next if onwards else self.page.previous) is not None or None

    def action_show(self, number: int) -> None:
        """Read the source that goes by `number`, if there is one."""
        numbers = [number_of(source) for source in self._sources]
        if number in numbers:
            self.index = numbers.index(number)

    def action_show_passage(self) -> None:
        """Go back from the pages to the passage."""
        self.page = None
        self.fetch_passage()

    def action_show_page(self) -> None:
        """Show the whole page that the quote begins on."""
        if self.source.page is not None:
            self.fetch_page(self.source.page)

    def action_turn(self, by: int) -> None:
        """Turn to the page before or after."""
        label = self.page and (self.page.next if by > 0 else self.page.previous)
        if label is not None:
            self.fetch_page(label)

    def action_copy(self) -> None:
        """Copy the words with where they stand."""
        source = self.source
        facts = ", ".join(filter(None, (title_words(source), place_words(source))))
        self.app.copy_to_clipboard(f"{in_quotes(text_of(source))} ({facts})")
        self.notify("Citatet är kopierat med hänvisning.", markup=False)

    @work(exclusive=True)
    async def fetch_passage(self) -> None:
        """Fetch the passage and what stands around it."""
        try:
            reply = await self._client.passage(self.source.passage_id)
        except AskFailed as error:
            self._failed(error)
            return
        self._show("I sitt sammanhang", reading_of_passage(reply, self.quote))

    @work(exclusive=True)
    async def fetch_page(self, label: str) -> None:
        """Fetch one page of the document."""
        try:
            reply = await self._client.page(self.source.doc, label)
        except AskFailed as error:
            self._failed(error)
            return
        self.page = reply
        self._show(f"Sida {reply.page.partition('~')[0]}", reading_of_page(reply, self.quote, self.source.passage_id))

    def _failed(self, error: AskFailed) -> None:
        self.notify(str(error), severity="error", markup=False)
        if self.page is None:
            self.scroll.border_title = "Citatet"

    def _show(self, title: str, reading: Reading) -> None:
        self.scroll.border_title = title
        self.text.reading = reading
        self.call_after_refresh(self._find_mark)

    def _find_mark(self) -> None:
        self.scroll.scroll_to(y=max(0, self.text.line_of_mark() - 2), animate=False)


def _heading(source: Source) -> Content:
    title = Content.assemble((f"[{number_of(source)}] ", "$text-accent"), (title_words(source), "bold"))
    rubric = Content.styled(source.heading)
    also = Content.styled(also_words(source), "$foreground-muted")
    return Content("\n").join(line for line in (title, facts_line(source), rubric, also) if line)
