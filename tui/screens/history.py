"""The conversations that were kept: found by their words, gone on with, renamed, deleted."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.conversations import PAGE, Conversation, Conversations
from tui.export import moment_words
from tui.history_file import HistoryFailed
from tui.screens.asking import ConfirmScreen, NameScreen
from tui.screens.view import View
from tui.words import say


class HistoryScreen(View[int | None]):
    """Lists the conversations, the latest first; gives the number of the one to go on with."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Tillbaka", id="history.back", tooltip="Tillbaka till samtalet"),
        Binding("enter", "choose", "Fortsätt", id="history.choose", show=False, tooltip="Fortsätt samtalet"),
        Binding("down", "to_list", show=False, id="history.list", tooltip="Gå från sökrutan till listan"),
        Binding("f2", "rename", "Byt namn", id="history.rename", tooltip="Byt namn på samtalet"),
        Binding("ctrl+d", "delete", "Radera", id="history.delete", priority=True, tooltip="Radera samtalet"),
    ]

    def __init__(self, store: Conversations) -> None:
        super().__init__()
        self._store = store
        self._shown: list[Conversation] = []

    @property
    def search(self) -> Input:
        """Where the words to look for are typed."""
        return self.query_exactly_one(Input)

    @property
    def listed(self) -> OptionList:
        """The conversations."""
        return self.query_exactly_one(OptionList)

    @property
    def chosen(self) -> Conversation | None:
        """The one that the keys are about."""
        place = self.listed.highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def compose(self) -> ComposeResult:
        """Search box, list, keys."""
        yield Static(say("Tidigare samtal"), classes="history--title", markup=False)
        yield Input(placeholder=say("Sök i frågor och svar"), compact=True)
        yield OptionList()
        yield Static(classes="history--empty", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the latest."""
        self.show_found()

    @on(Input.Changed)
    def look_again(self) -> None:
        """Search as it is typed."""
        self.show_found()

    @on(Input.Submitted)
    def action_choose(self) -> None:
        """Go on with the conversation."""
        if self.chosen is not None:
            self.dismiss(self.chosen.number)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Go on with the one that was chosen."""
        self.dismiss(self._shown[event.option_index].number)

    @on(OptionList.OptionHighlighted)
    def show_more(self, event: OptionList.OptionHighlighted) -> None:
        """Read on when the end of the list is near."""
        if event.option_index == len(self._shown) - 1 and len(self._shown) % PAGE == 0:
            self.show_found(onwards=True)

    def action_to_list(self) -> None:
        """Go from the search box to the list."""
        self.listed.focus()

    @work(exclusive=True, group="found")
    async def show_found(self, onwards: bool = False, highlight: int = 0) -> None:
        """List what holds the words, from the beginning or further on."""
        before = self._shown if onwards else []
        try:
            found = await asyncio.to_thread(self._store.page, self.search.value, PAGE, len(before))
        except HistoryFailed as error:
            self._tell(error)
            return
        self._shown = [*before, *found]
        if not onwards:
            self.listed.clear_options()
        self.listed.add_options([Option(_line(each)) for each in found])
        if not onwards and found:
            self.listed.highlighted = min(highlight, len(found) - 1)
        self._tell_of_none()

    def _tell_of_none(self) -> None:
        empty = self.query_exactly_one(".history--empty", Static)
        empty.update(say("Inget samtal har de orden.") if self.search.value else say("Det finns inga sparade samtal."))
        empty.display = not self._shown
        self.listed.display = bool(self._shown)

    @work(exclusive=True, group="change")
    async def action_rename(self) -> None:
        """Ask for another name, and give it."""
        chosen, place = self.chosen, self.listed.highlighted
        if chosen is None:
            self.notify(say("Inget samtal är valt."), markup=False)
            return
        name = await self.app.push_screen_wait(NameScreen(chosen.name))
        if name is not None:
            await self._change(lambda: self._store.rename(chosen.number, name), place or 0)

    @work(exclusive=True, group="change")
    async def action_delete(self) -> None:
        """Ask, and delete."""
        chosen, place = self.chosen, self.listed.highlighted
        if chosen is None:
            self.notify(say("Inget samtal är valt."), markup=False)
            return
        asked = say("Radera ”{name}” med {questions}? Det går inte att ångra.")
        question = asked.format(name=chosen.name, questions=questions_words(chosen))
        if await self.app.push_screen_wait(ConfirmScreen(question, say("Radera"))):
            await self._change(lambda: self._store.forget(chosen.number), place or 0)

    async def _change(self, change: Callable[[], None], place: int) -> None:
        try:
            await asyncio.to_thread(change)
        except HistoryFailed as error:
            self._tell(error)
            return
        self.show_found(highlight=place)

    def _tell(self, error: HistoryFailed) -> None:
        self.notify(str(error), severity="error", markup=False)


def questions_words(conversation: Conversation) -> str:
    """`1 fråga`, `12 frågor`."""
    return say("1 fråga") if conversation.turns == 1 else say("{count} frågor", count=conversation.turns)


def _line(conversation: Conversation) -> Content:
    facts = f"{moment_words(conversation.latest)} · {questions_words(conversation)}"
    return Content("\n").join((Content.styled(conversation.name, "bold"), Content.styled(facts, "$foreground-muted")))
