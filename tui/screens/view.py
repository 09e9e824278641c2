"""What all screens have in common: the keys that are offered, in the language in use."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from textual.binding import ActiveBinding, Binding
from textual.screen import Screen, ScreenResultType

from tui.words import say

FIRST_TO_GO: Final = (
    "app.palette",
    "app.library",
    "app.search",
    "hits.scores",
    "source.copy",
    "app.quit",
    "source.page",
    "source.file",
    "ask.copy",
    "search.copy",
    "hits.open",
    "documents.open",
)
"""Bindings that leave the bottom line first where there is no room; the help lists them all the same."""
MARGINS: Final = 4
"""Columns of the bottom line that hold no key."""


class View(Screen[ScreenResultType]):
    """A screen whose bottom line fits its width."""

    def on_resize(self) -> None:
        """Let the bottom line fit the new width."""
        self.refresh_bindings()

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What the keys do here and now."""
        translated = {key: _translated(active) for key, active in super().active_bindings.items()}
        left = self.size.width - MARGINS - sum(self._widths(translated.values()))
        return dict(self._without_the_first(translated, left))

    def _without_the_first(self, active: dict[str, ActiveBinding], left: int) -> Iterator[tuple[str, ActiveBinding]]:
        """The bindings; `left` is the room that is left on the bottom line, less than nothing where there is none."""
        hidden: set[str] = set()
        shown = {each.binding.id: each for each in active.values() if each.binding.show}
        for name in FIRST_TO_GO:
            if left < 0 and name in shown:
                hidden.add(name)
                left += sum(self._widths([shown[name]]))
        for key, each in active.items():
            keep = each.binding.id not in hidden
            yield key, each if keep else each._replace(binding=replace(each.binding, show=False))

    def _widths(self, active: Iterable[ActiveBinding]) -> Iterator[int]:
        """Columns of the keys on the bottom line; an action counts once, and a group is named once."""
        said = {each.binding.action: each.binding for each in active if each.binding.show}
        for group, together in groupby(said.values(), key=lambda binding: binding.group):
            bindings = list(together)
            keys = [len(self.app.get_key_display(binding)) for binding in bindings]
            if group is not None and len(bindings) > 1:
                yield sum(keys) + len(group.description) + 3
            else:
                yield from (key + len(binding.description) + 3 for key, binding in zip(keys, bindings, strict=True))


def _translated(active: ActiveBinding) -> ActiveBinding:
    """Our own bindings have ids; those of the library are not shown."""
    if not active.binding.id:
        return active
    binding = in_language(active.binding)
    return active._replace(binding=binding, tooltip=binding.tooltip)


def in_language(binding: Binding) -> Binding:
    """One of our bindings, in the language in use."""
    group = binding.group and replace(binding.group, description=say(binding.group.description))
    return replace(
        binding,
        group=group,
        description=say(binding.description) if binding.description else "",
        tooltip=say(binding.tooltip) if binding.tooltip else "",
    )
