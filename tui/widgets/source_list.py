"""The sources beside an answer."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from server.schema import AskReply, Citation, SearchHit
from tui.plain import (
    Source,
    also_words,
    gathered,
    in_quotes,
    list_title,
    listed_text,
    number_of,
    page_words,
    quality_words,
    section_words,
    sources_of,
    title_words,
)
from tui.words import say


class SourceList(OptionList):
    """The citations of `reply`, or the passages nearest to a question that has no answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Öppna", id="sources.open", show=False, tooltip="Läs källan i sitt sammanhang"),
        Binding("tab", "app.focus_next", "Till frågan", id="sources.leave", tooltip="Gå tillbaka till frågan"),
    ]

    reply: reactive[AskReply | None] = reactive(None)

    @dataclass
    class Opened(Message):
        """A source is to be read in its surroundings; `index` is its place in `sources`."""

        sources: tuple[Source, ...]
        index: int

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is listed."""
        return () if self.reply is None else sources_of(self.reply)

    def watch_reply(self, reply: AskReply | None) -> None:
        """List the sources of the new reply."""
        self.clear_options()
        self.set_class(not self.sources, "-empty")
        self.set_class(reply is not None and not reply.answered, "-nearest")
        self.border_title = list_title(reply) if reply is not None else say("Källor")
        self.border_subtitle = say("Enter eller 1–9 öppnar") if self.sources else ""
        for index, source in enumerate(self.sources):
            rule = [None] if index else []
            self.add_options([*rule, Option(source_content(source))])
        self.highlighted = 0 if self.sources else None

    def open_number(self, number: int) -> None:
        """Open the source that goes by `number`, if there is one."""
        for index, source in enumerate(self.sources):
            if number_of(source) == number:
                self.post_message(self.Opened(self.sources, index))
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen source."""
        event.stop()
        self.post_message(self.Opened(self.sources, event.option_index))


def source_content(source: Source) -> Content:
    """One entry of the list; nothing in it is markup."""
    return Content("\n").join(
        part for part in (heading_line(source), facts_line(source), _quote(source), also_line(source)) if part
    )


def facts_line(source: Source) -> Content:
    """Kind, section and page on one line, with a warning where the text is less than sure."""
    facts = (source.kind, section_words(source.section), page_words(source.page, source.page_end))
    line = Content.styled(" · ".join(filter(None, facts)), "$foreground-muted")
    quality = quality_words(source)
    return line.append(Content.styled(f" · {quality}", "$text-warning")) if quality else line


def heading_line(source: Source) -> Content:
    """The number that a source goes by, and its title."""
    return Content.assemble((f"[{number_of(source)}] ", "$text-accent"), (title_words(source), "bold"))


def _quote(source: Source) -> Content:
    if isinstance(source, SearchHit):
        return Content(listed_text(source))
    return _with_focus(source, Content(in_quotes(source.quote)))


def _with_focus(citation: Citation, content: Content) -> Content:
    opened = content.plain.index(" ".join(citation.quote.split()))
    for start, end in (gathered(citation.quote, span) for span in citation.focus):
        content = content.stylize("bold", start + opened, end + opened)
    return content


def also_line(source: Source) -> Content:
    """Where the same text stands as well."""
    return Content.styled(also_words(source), "$foreground-muted")


def heading_of(source: Source) -> Content:
    """What a source is and where it stands, each on a line of its own."""
    title = Content.assemble((f"[{number_of(source)}] ", "$text-accent"), (title_words(source), "bold"))
    rubric = Content.styled(source.heading)
    also = Content.styled(also_words(source), "$foreground-muted")
    return Content("\n").join(line for line in (title, facts_line(source), rubric, also) if line)
