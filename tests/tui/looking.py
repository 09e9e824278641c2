"""What a person sees, as text; and waiting until there is something to see."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.screens.ask import AskScreen
from tui.widgets.prompt_input import PromptInput

WIDE = (120, 40)
"""Columns and lines of a terminal that has room for the sources at the side."""


def seen(node: Widget) -> str:
    """All that `node` shows, line by line; a screen is a widget too."""
    screen = node if isinstance(node, Screen) else node.screen
    region = node.region
    strips = screen._compositor.render_strips()[region.y : region.bottom]
    return "\n".join(strip.crop(region.x, region.right).text.rstrip() for strip in strips)


def seen_flat(node: Widget) -> str:
    """`seen` on one line, so that words can be looked for wherever the lines break."""
    return " ".join(seen(node).replace("│", " ").split())


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until what was typed is taken in, the workers are done and the screen is painted."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def until(pilot: Pilot[Any], happened: Callable[[], object]) -> None:
    """Wait for something to happen; a worker that waits for a dialog is never done, so it cannot be waited for."""
    for _ in range(1_000):
        if happened():
            return
        await pilot.pause(0.01)
    raise AssertionError(seen(pilot.app.screen))


def hold_cursors(app: App[Any]) -> None:
    """Let no cursor blink, on any screen that shows through: it is there in the field that has the focus."""
    for screen in app.screen_stack:
        for field in screen.query(Input):
            field.cursor_blink = False
        for area in screen.query(TextArea):
            area.cursor_blink = False
            # its cache of lines does not tell one with a cursor that stands still from one drawn between two blinks
            area.notify_style_update()
            area.refresh()


async def type_in(pilot: Pilot[Any], question: str, *, send: bool = True) -> None:
    """Put a question in the prompt, and send it."""
    pilot.app.screen.query_one(PromptInput).question = question
    if send:
        await pilot.press("enter")


def notices(pilot: Pilot[Any]) -> list[str]:
    """The sentences of the notices that are up."""
    return [notification.message for notification in pilot.app._notifications]


def desk(pilot: Pilot[Any]) -> AskScreen:
    """The screen of the conversation."""
    assert isinstance(pilot.app.screen, AskScreen)
    return pilot.app.screen


async def asked(pilot: Pilot[Any], question: str) -> AskScreen:
    """Ask, and wait for what comes of it."""
    await type_in(pilot, question)
    await settle(pilot)
    return desk(pilot)
