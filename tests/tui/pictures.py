"""Draws the pictures of the chat in the guides anew, from a library of our own texts.

`python -m tests.tui.pictures LIBRARY`, where `belagg build --library LIBRARY corpus` made the library.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from textual.pilot import Pilot

from index.options import DEFAULT_MODEL
from tests.tui.looking import desk, hold_cursors, settle, type_in
from tui.app import make_app
from tui.connecting import Answering, connecting
from tui.screens.search import SearchScreen

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "bilder"
WIDE: Final = (100, 30)
NARROW: Final = (80, 24)
QUESTION: Final = "Hur ofta bör ett länsnätverk träffas?"
NOT_THERE: Final = "Vad kostade länsstyrelsens nya kontorshus?"
FONT: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Fonts that a picture would fetch from elsewhere; the reader's own will do."""

Steps = Callable[[Pilot[Any]], Awaitable[None]]


async def answer(pilot: Pilot[Any]) -> None:
    """An answer with its sources."""
    await ask(pilot, QUESTION)


async def source(pilot: Pilot[Any]) -> None:
    """A source where it stands."""
    await ask(pilot, QUESTION)
    await press(pilot, "tab", "enter")


async def abstention(pilot: Pilot[Any]) -> None:
    """What is shown where the sources do not answer."""
    await ask(pilot, NOT_THERE)


async def searching(pilot: Pilot[Any]) -> None:
    """The search view, with a filter set."""
    await press(pilot, "f3")
    screen = pilot.app.screen
    assert isinstance(screen, SearchScreen)
    screen.field.value = "barnets bästa"
    screen.filter_bar._select("kind").value = "metodstöd"
    await settle(pilot)
    await press(pilot, "down")


async def library(pilot: Pilot[Any]) -> None:
    """The documents."""
    await press(pilot, "f4")


async def keys(pilot: Pilot[Any]) -> None:
    """The help."""
    await press(pilot, "f1")


PICTURES: Final[dict[str, tuple[Steps, tuple[int, int]]]] = {
    "chatt-svar": (answer, WIDE),
    "chatt-kalla": (source, WIDE),
    "chatt-avstar": (abstention, WIDE),
    "chatt-sok": (searching, WIDE),
    "chatt-bibliotek": (library, WIDE),
    "chatt-hjalp": (keys, NARROW),
}
"""The name of each picture, what is done before it is drawn, and its columns and lines."""


async def ask(pilot: Pilot[Any], question: str) -> None:
    """Ask, and wait for the reply; the model may have to be read first."""
    await type_in(pilot, question)
    while desk(pilot).reply is None:
        await settle(pilot)
    await settle(pilot)


async def press(pilot: Pilot[Any], *names: str) -> None:
    """Press the keys one after the other."""
    for name in names:
        await pilot.press(name)
        await settle(pilot)


async def draw(folder: Path, steps: Steps, size: tuple[int, int]) -> str:
    """The picture of the chat after `steps`, as SVG that fetches nothing."""
    with ExitStack() as stack:
        app = make_app(connecting(stack, Answering(folder, DEFAULT_MODEL, None, None, None)))
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await steps(pilot)
            hold_cursors(app)
            await settle(pilot)
            return FONT.sub("", app.export_screenshot())


def main(folder: Path) -> None:
    """Draw all of them."""
    for name, (steps, size) in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(asyncio.run(draw(folder, steps, size)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
