"""What a search is limited to, and how it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Select

from server.schema import Filters
from server.schema_reading import DocumentEntry
from tui.plain import titled
from tui.words import say

Mode = Literal["hybrid", "dense", "words"]
MODES: Final[dict[Mode, str]] = {"hybrid": "Innebörd och ord", "dense": "Innebörd", "words": "Ord"}


class FilterBar(Horizontal):
    """Four lists to choose from; `documents` decides what there is to choose."""

    documents: reactive[tuple[DocumentEntry, ...]] = reactive((), init=False)

    @dataclass
    class Changed(Message):
        """Something else was chosen."""

    @property
    def filters(self) -> Filters:
        """What is chosen."""
        doc, kind, year = (self._chosen(name) for name in ("doc", "kind", "year"))
        return Filters(
            doc=() if doc is None else (doc,),
            kind=() if kind is None else (kind,),
            year=() if year is None else (int(year),),
        )

    @property
    def mode(self) -> Mode:
        """How to search."""
        chosen = self._chosen("mode")
        return next((mode for mode in MODES if mode == chosen), "hybrid")

    @property
    def limited(self) -> bool:
        """Whether anything is shut out."""
        return self.filters != Filters()

    def compose(self) -> ComposeResult:
        """A list each for document, kind, year and mode."""
        yield _choice("doc", say("Alla dokument"))
        yield _choice("kind", say("Alla slag"))
        yield _choice("year", say("Alla år"))
        modes = [(say(name), mode) for mode, name in MODES.items()]
        yield Select[str](modes, value="hybrid", allow_blank=False, compact=True, classes="filter--mode")

    def watch_documents(self, documents: tuple[DocumentEntry, ...]) -> None:
        """Offer what the library holds."""
        self._offer("doc", ((titled(entry.title, entry.year), entry.doc) for entry in documents))
        self._offer("kind", ((kind, kind) for kind in sorted({entry.kind for entry in documents})))
        years = {entry.year for entry in documents if entry.year is not None}
        self._offer("year", ((str(year), str(year)) for year in sorted(years, reverse=True)))

    def clear(self) -> None:
        """Search everything."""
        for name in ("doc", "kind", "year"):
            self._select(name).clear()

    @on(Select.Changed)
    def say_so(self, event: Select.Changed) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Changed())

    def _select(self, name: str) -> Select[str]:
        return self.query_exactly_one(f".filter--{name}", Select)

    def _chosen(self, name: str) -> str | None:
        return self._select(name).selection

    def _offer(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        """New options, with what is chosen kept where it is still there."""
        chosen, offered = self._chosen(name), list(options)
        with self.prevent(Select.Changed):
            self._select(name).set_options(offered)
            if chosen in {value for _, value in offered}:
                self._select(name).value = chosen


def _choice(name: str, everything: str) -> Select[str]:
    return Select[str]([], prompt=everything, compact=True, classes=f"filter--{name}")
