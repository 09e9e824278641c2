"""The keys, in the program's own words."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.ask import AskScreen
from tui.screens.first_run import FirstRunScreen
from tui.screens.history import HistoryScreen
from tui.screens.kept import KeptScreen
from tui.screens.library import LibraryScreen
from tui.screens.report import ReportScreen
from tui.screens.search import SearchScreen
from tui.screens.sections import SectionsScreen
from tui.screens.source import SourceScreen
from tui.screens.view import in_language
from tui.screens.waiting import WaitingScreen
from tui.widgets.document_list import DocumentList
from tui.widgets.hit_list import HitList
from tui.widgets.prompt_input import PromptInput
from tui.widgets.source_list import SourceList
from tui.words import say

PARTS: Final[Mapping[str, Sequence[BindingType]]] = {
    "Frågan": PromptInput.BINDINGS,
    "Samtalet": (*AskScreen.BINDINGS, *WaitingScreen.BINDINGS, *KeptScreen.BINDINGS),
    "Källistan": SourceList.BINDINGS,
    "En källa": SourceScreen.BINDINGS,
    "Avsnittslistan": SectionsScreen.BINDINGS,
    "Sökningen": SearchScreen.BINDINGS,
    "Träfflistan": HitList.BINDINGS,
    "Biblioteket": (*LibraryScreen.BINDINGS, *DocumentList.BINDINGS),
    "Rapporten": ReportScreen.BINDINGS,
    "Tidigare samtal": HistoryScreen.BINDINGS,
    "Första gången": FirstRunScreen.BINDINGS,
}
"""The parts of the program that have keys of their own."""


class HelpScreen(ModalScreen[None]):
    """Lists the bindings of each part of the program: those that have an id."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark,enter", "dismiss", "Stäng", id="help.close", tooltip="Stäng hjälpen"),
    ]

    def __init__(self, parts: Mapping[str, Sequence[BindingType]]) -> None:
        super().__init__()
        self._parts = parts

    def compose(self) -> ComposeResult:
        """A heading and a table for each part."""
        with VerticalScroll(classes="help--box") as box:
            box.border_title = say("Hjälp")
            box.border_subtitle = say("Esc stänger")
            for part, bindings in self._parts.items():
                yield Static(say(part), classes="help--part", markup=False)
                yield Static(self._table(bindings), classes="help--keys", markup=False)

    def _table(self, bindings: Sequence[BindingType]) -> Content:
        named = [in_language(binding) for binding in bindings if isinstance(binding, Binding) and binding.id]
        keys = [", ".join(dict.fromkeys(map(self.app.get_key_display, _single(binding)))) for binding in named]
        return Content("\n").join(
            Content.assemble((f"{key:<14} ", "bold $text-accent"), binding.tooltip)
            for key, binding in zip(keys, named, strict=True)
        )


def _single(binding: Binding) -> list[Binding]:
    """`binding` once for every key it has."""
    return list(Binding.make_bindings([binding]))
