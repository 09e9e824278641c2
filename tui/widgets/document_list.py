"""The documents of the library."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from server.schema_reading import DocumentEntry
from tui.plain import titled
from tui.words import count, say


class DocumentList(OptionList):
    """One entry a document; Enter asks for its sections."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Avsnitt", id="documents.open", tooltip="Visa dokumentets avsnitt"),
    ]

    documents: reactive[tuple[DocumentEntry, ...]] = reactive((), init=False)

    @dataclass
    class Opened(Message):
        """The sections of a document are wanted."""

        document: DocumentEntry

    @property
    def document(self) -> DocumentEntry | None:
        """The document that is marked."""
        return None if self.highlighted is None or not self.documents else self.documents[self.highlighted]

    def watch_documents(self, before: tuple[DocumentEntry, ...], documents: tuple[DocumentEntry, ...]) -> None:
        """List them; the place in the list stays."""
        place = self.highlighted if before else 0
        self.clear_options()
        self.add_options(Option(_content(document)) for document in documents)
        self.highlighted = min(place or 0, len(documents) - 1) if documents else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for the sections."""
        event.stop()
        self.post_message(self.Opened(self.documents[event.option_index]))


def _content(document: DocumentEntry) -> Content:
    title = Content.styled(titled(document.title, document.year), "bold")
    line = Content.styled(" · ".join(_facts(document)), "$foreground-muted")
    if document.warnings:
        many = say("{count} anmärkningar", count=len(document.warnings))
        line = line.append(
            Content.styled(f" · {many if len(document.warnings) > 1 else say('1 anmärkning')}", "$text-warning")
        )
    return Content("\n").join((title, line))


def _facts(document: DocumentEntry) -> Iterator[str]:
    yield document.kind
    if document.pages:
        yield say("{count} sidor", count=document.pages)
    yield say("{count} passager", count=count(document.passages))


def details(document: DocumentEntry) -> Content:
    """All that is known of a document, and the remarks of the last build."""
    known = (
        (say("Slag"), document.kind),
        (say("År"), document.year and str(document.year)),
        (say("Författare"), document.author),
        (say("Utgivare"), document.publisher),
        (say("Diarienummer"), document.diarienummer),
        (say("Sidor"), str(document.pages) if document.pages else None),
        (say("Passager"), count(document.passages)),
        ("Id", document.doc),
    )
    lines = [Content.styled(titled(document.title, document.year), "bold"), Content()]
    lines += [Content.assemble((f"{name:<13} ", "$foreground-muted"), value) for name, value in known if value]
    if document.warnings:
        lines += [Content(), Content.styled(say("Anmärkningar vid det senaste bygget"), "bold $text-warning")]
        lines += [Content(f"• {warning}") for warning in document.warnings]
    return Content("\n").join(lines)
