"""What the screens look like, held against pictures that a person has looked at.

`pytest tests/tui/test_looks.py --snapshot-update` draws them anew; look at each before it is committed.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from server.schema_library import RebuildJob
from tests.tui.canned_server import Canned
from tests.tui.looking import WIDE, desk, hold_cursors, seen, settle, type_in
from tests.tui.real_server import RealServer, SameEveryTime
from tui.app import BelaggApp, make_app
from tui.client import AskClient, NotBuilt
from tui.screens.search import SearchScreen

NARROW = (80, 24)
LARGEST = (200, 60)
QUESTION = "Hur många kommuner deltog i någon aktivitet inom barnrättsuppdraget under 2023?"
Before = Callable[[Pilot[Any]], Awaitable[None]]
Compare = Callable[..., bool]


@pytest.fixture
def app(real: RealServer) -> BelaggApp:
    return make_app(real.connect(SameEveryTime))


@pytest.fixture
def looks(snap_compare: Compare) -> Compare:
    """Compares when no cursor blinks and nothing is under way."""

    def compare(app: BelaggApp, before: Before, size: tuple[int, int] = WIDE, *, waiting: bool = False) -> bool:
        async def still(pilot: Pilot[Any]) -> None:
            await (pilot.pause() if waiting else settle(pilot))
            hold_cursors(pilot.app)
            await before(pilot)
            hold_cursors(pilot.app)
            await until_nothing_moves(pilot)

        return snap_compare(app, terminal_size=size, run_before=still)

    return compare


async def until_nothing_moves(pilot: Pilot[Any]) -> None:
    """The line of keys is drawn a little after what it is about."""
    before, same = "", 0
    while same < 4:
        await pilot.pause(0.05)
        now = seen(pilot.app.screen)
        before, same = now, same + 1 if now == before else 0


def pressing(*keys: str) -> Before:
    async def press(pilot: Pilot[Any]) -> None:
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return press


def asking(*keys: str, question: str = QUESTION) -> Before:
    async def ask(pilot: Pilot[Any]) -> None:
        await type_in(pilot, question)
        await settle(pilot)
        await pressing(*keys)(pilot)

    return ask


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_before_the_first_question(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, pressing(), size)


@pytest.mark.parametrize("size", [NARROW, WIDE, LARGEST], ids=["narrow", "wide", "largest"])
def test_an_answer(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, asking(), size)


def test_an_answer_in_high_contrast(app: BelaggApp, looks: Compare) -> None:
    assert looks(app, asking("ctrl+t"))


def test_an_answer_in_light_colours(app: BelaggApp, looks: Compare) -> None:
    assert looks(app, asking("ctrl+t", "ctrl+t"))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_no_support(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, asking(question="Hur många katter bor i Norge enligt rapporten 1742?"), size)


def test_waiting_for_the_library(looks: Compare) -> None:
    async def never() -> AskClient:
        await asyncio.Event().wait()
        raise AssertionError

    async def ask(pilot: Pilot[Any]) -> None:
        await type_in(pilot, QUESTION)
        await pilot.pause()

    assert looks(make_app(never), ask, waiting=True)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_source_in_its_surroundings(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, asking("tab", "enter"), size)


def test_a_whole_page(app: BelaggApp, looks: Compare) -> None:
    assert looks(app, asking("tab", "enter", "s"))


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_search_with_filters_and_scores(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    async def search(pilot: Pilot[Any]) -> None:
        await pressing("f3")(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, SearchScreen)
        screen.field.value = "rätt till promenader"
        screen.filter_bar._select("kind").value = "konvention"
        await settle(pilot)
        await pressing("down", "v")(pilot)

    assert looks(app, search, size)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_library(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, pressing("f4"), size)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_the_help(app: BelaggApp, looks: Compare, size: tuple[int, int]) -> None:
    assert looks(app, pressing("f1"), size)


def test_the_palette(app: BelaggApp, looks: Compare) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause(0.5)

    assert looks(app, open_it, waiting=True)


def test_the_first_run(looks: Compare) -> None:
    async def connect() -> AskClient:
        raise NotBuilt("Det finns inget bibliotek.")

    async def first_build() -> AsyncIterator[RebuildJob]:
        yield RebuildJob(job="1", state="running", stage="Läser dokument", done=3, total=8, started="2026-01-02T10:00")
        await asyncio.Event().wait()

    async def build(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.press("b")
        await pilot.pause()

    assert looks(make_app(connect, first_build=first_build), build, waiting=True)


def test_a_server_that_is_gone(client: AskClient, canned: Canned, looks: Compare) -> None:
    async def ask(pilot: Pilot[Any]) -> None:
        await type_in(pilot, "Hur många kommuner?")
        await settle(pilot)
        canned.gone = True
        await type_in(pilot, "Och året innan?")
        await settle(pilot)
        assert "Ctrl+R" in desk(pilot).banner.message

    assert looks(make_app(client), ask)
