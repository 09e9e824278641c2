"""The passages that a search found."""

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from server.schema import SearchHit
from tui.plain import excerpt
from tui.widgets.source_list import also_line, facts_line, heading_line
from tui.words import say, spoken

RANKINGS: Final = {
    "dense": "passagens innebörd",
    "sentence": "meningens innebörd",
    "words": "ord",
    "ngrams": "delar av ord",
    "tokens": "ordens innebörd",
}


class HitList(OptionList):
    """The hits, best first, with the words searched for in bold; how they were weighed is shown on demand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Öppna", id="hits.open", tooltip="Läs passagen i sitt sammanhang"),
        Binding("f", "about", "Fråga om", id="hits.about", tooltip="Ställ en fråga om det här stycket"),
        Binding("v", "scores", "Poäng", id="hits.scores", tooltip="Visa eller dölj hur träffarna vägdes"),
    ]

    hits: reactive[tuple[SearchHit, ...]] = reactive((), init=False)
    scored: reactive[bool] = reactive(False, init=False)
    """Whether the scores are shown."""

    @dataclass
    class Opened(Message):
        """A hit is to be read; `index` is its place in `hits`."""

        hits: tuple[SearchHit, ...]
        index: int

    @property
    def hit(self) -> SearchHit | None:
        """The hit that is marked."""
        return None if self.highlighted is None or not self.hits else self.hits[self.highlighted]

    def watch_hits(self) -> None:
        """List what was found."""
        self._list(0 if self.hits else None)

    def watch_scored(self) -> None:
        """Show or hide the scores; the same hit stays marked."""
        self._list(self.highlighted)

    def action_scores(self) -> None:
        """Show or hide the scores."""
        self.scored = not self.scored

    def action_about(self) -> None:
        """Ask about the passage that is marked."""
        if self.hit is not None:
            self.post_message(AskAbout(self.hit))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen hit."""
        event.stop()
        self.post_message(self.Opened(self.hits, event.option_index))

    def _list(self, highlighted: int | None) -> None:
        self.clear_options()
        for index, hit in enumerate(self.hits):
            self.add_options([*([None] if index else []), Option(_content(hit, scored=self.scored))])
        self.highlighted = highlighted


@dataclass
class AskAbout(Message):
    """A question about this passage is to be asked."""

    hit: SearchHit
    bubble: ClassVar[bool] = True


def _content(hit: SearchHit, *, scored: bool) -> Content:
    text, marks = excerpt(hit.text, hit.highlights)
    content = Content(text)
    for mark in marks:
        content = content.stylize("bold $text-accent", *mark)
    lines = [heading_line(hit), facts_line(hit), content, also_line(hit)]
    if scored:
        lines.append(Content.styled(scores_words(hit), "$foreground-muted"))
    return Content("\n").join(line for line in lines if line)


def scores_words(hit: SearchHit) -> str:
    """How a hit was weighed: `poäng 0,83 (ord 11,20; meningens innebörd 0,86)`."""
    parts = [f"{say(RANKINGS.get(name, name))} {_decimal(score)}" for name, score in hit.scores.items()]
    inside = f" ({'; '.join(parts)})" if parts else ""
    return f"{say('poäng')} {_decimal(hit.score)}{inside}"


def _decimal(number: float) -> str:
    written = f"{number:.2f}"
    return written if spoken() == "en" else written.replace(".", ",")
