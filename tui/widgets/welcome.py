"""What is shown before the first question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.words import say

GREETING: Final = (
    "Här kan du fråga om årsrapporterna, konventionerna och metodstödet. Svaret består av meningar ur källorna, "
    "och under varje mening finns belägget: dokument, avsnitt, sida och ordagrant citat. "
    "Finns svaret inte i källorna får du veta det."
)


class Welcome(VerticalScroll, can_focus=False):
    """A greeting, and `examples` of questions to choose from."""

    examples: reactive[tuple[str, ...]] = reactive(())

    @dataclass
    class Chosen(Message):
        """An example was chosen."""

        question: str

    def __init__(self, examples: Iterable[str]) -> None:
        super().__init__()
        self.set_reactive(Welcome.examples, tuple(examples))

    def compose(self) -> ComposeResult:
        """The greeting and the examples."""
        yield Static(say("Välkommen till Belägg"), classes="welcome--title", markup=False)
        yield Static(say(GREETING), classes="welcome--text", markup=False)
        yield Static(say("Prova till exempel (Tab, sedan Enter):"), classes="welcome--hint", markup=False)
        yield OptionList(*(Option(Content(example)) for example in self.examples), compact=True)

    def on_mount(self) -> None:
        """Make the first example the one that Enter chooses."""
        self.query_exactly_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say which example was chosen."""
        event.stop()
        self.post_message(self.Chosen(self.examples[event.option_index]))
