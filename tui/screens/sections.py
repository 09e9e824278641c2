"""The section tree of one document, to go to a section."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from server.schema_reading import DocumentDetail, SectionEntry
from tui.plain import page_words, section_words
from tui.words import say


class SectionsScreen(ModalScreen[SectionEntry | None]):
    """Gives the section that was chosen; `here` is the label of the one that is read now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,t", "dismiss(None)", "Stäng", id="sections.close", tooltip="Stäng avsnittslistan"),
        Binding("enter", "select", "Gå dit", id="sections.open", show=False, tooltip="Gå till avsnittet"),
    ]

    def __init__(self, document: DocumentDetail, here: str = "") -> None:
        super().__init__()
        self._document = document
        self._here = here

    def compose(self) -> ComposeResult:
        """The tree, indented."""
        with Vertical(classes="dialog -tall") as box:
            box.border_title = self._document.title
            box.border_subtitle = say("Enter går dit · Esc stänger")
            yield OptionList(*(Option(_entry(section)) for section in self._document.sections), compact=True)

    def on_mount(self) -> None:
        """Begin where one reads."""
        labels = [section.section for section in self._document.sections]
        listed = self.query_exactly_one(OptionList)
        listed.highlighted = labels.index(self._here) if self._here in labels else 0
        self.call_after_refresh(listed.scroll_to_highlight)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the section."""
        event.stop()
        self.dismiss(self._document.sections[event.option_index])


def _entry(section: SectionEntry) -> Content:
    label = section_words(section.section) if section.section not in section.heading else ""
    name = " ".join(filter(None, (label, section.heading))) or say("Utan rubrik")
    return Content.assemble("  " * (section.level - 1), name, (f"  {page_words(section.page)}", "$foreground-muted"))
