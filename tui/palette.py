"""What the command palette offers: what the keys do where one stands, and the looks."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.words import LANGUAGE_NAMES, say

PLAIN_KEYS: Final = {"tab", "enter", "escape", "up", "down", "left", "right", "pageup", "pagedown", "ctrl+p"}
"""Keys that one needs no palette for."""


@dataclass(frozen=True)
class Command:
    """One thing that can be done: its name, what it does, and how."""

    name: str
    told: str
    run: Callable[[], Coroutine[Any, Any, Any] | None]


class Commands(Provider):
    """Draws the commands from the bindings of the screen below and from the app."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(command.name, command.run, help=command.told)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed; one that does nothing says so where none does."""
        matcher = self.matcher(query)
        found = False
        for command in self._commands():
            score = max(matcher.match(command.name), matcher.match(command.told) / 2)
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.told)
        if not found:
            yield Hit(0.01, say("Inget kommando heter så"), lambda: None)

    def _commands(self) -> Iterator[Command]:
        """Those with a name of their own first."""
        yield from sorted(self._keys(), key=lambda command: not command.told)
        yield from self._choices()

    def _keys(self) -> Iterator[Command]:
        seen = set[str]()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            offered = active.enabled and not binding.system and binding.key not in PLAIN_KEYS
            if binding.id and binding.id not in seen and offered:
                seen.add(binding.id)
                run = partial(self.app.run_action, binding.action, active.node)
                key = self.app.get_key_display(binding)
                name = binding.description or binding.tooltip
                yield Command(f"{name} ({key})", binding.tooltip if binding.description else "", run)

    def _choices(self) -> Iterator[Command]:
        for name, told in (("light", "Ljust tema"), ("dark", "Mörkt tema"), ("contrast", "Hög kontrast")):
            yield Command(say(told), say("Byt färger"), partial(self.app.run_action, f"look({name!r})"))
        for language, name in LANGUAGE_NAMES.items():
            yield Command(name, say("Byt språk"), partial(self.app.run_action, f"speak({language!r})"))
