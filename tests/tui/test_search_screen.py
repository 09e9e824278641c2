"""Searching, against the real app."""

from typing import Any

from textual.pilot import Pilot

from tests.tui.looking import WIDE, desk, seen, seen_flat, settle
from tests.tui.real_server import RealServer
from tui.app import make_app
from tui.screens.search import SearchScreen
from tui.screens.source import SourceScreen


async def search(pilot: Pilot[Any], words: str) -> SearchScreen:
    """Open the search, and type."""
    await settle(pilot)
    await pilot.press("f3")
    screen = pilot.app.screen
    assert isinstance(screen, SearchScreen)
    screen.field.value = words
    await settle(pilot)
    return screen


async def test_what_is_typed_is_searched_without_enter(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "egen korg")
        assert "[1] Konvention om hundars rättigheter (1989)" in seen_flat(screen.hit_list)
        assert "rätt till en egen korg" in seen_flat(screen.hit_list)
        screen.field.value = "xyzzyplugh"
        await settle(pilot)
        assert "Inget hittades för ”xyzzyplugh”." in seen_flat(screen) or screen.hit_list.hits


async def test_the_words_searched_for_are_bold(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "korg")
        prompt = screen.hit_list.get_option_at_index(0).prompt
        bold = [prompt.plain[span.start : span.end] for span in prompt.spans if "bold" in str(span.style)]  # type: ignore[union-attr]
        assert "korg" in bold


async def test_filters_limit_the_search_until_they_are_taken_away(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "rättigheter")
        everything = {hit.doc for hit in screen.hit_list.hits}
        for name, value in (("doc", "hundkonventionen"), ("kind", "konvention"), ("year", "1989")):
            screen.filter_bar._select(name).value = value
            await settle(pilot)
            assert {hit.doc for hit in screen.hit_list.hits} == {"hundkonventionen"}
            await pilot.press("ctrl+g")
            await settle(pilot)
            assert {hit.doc for hit in screen.hit_list.hits} == everything


async def test_the_mode_decides_how_hits_are_weighed(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "korg")
        screen.filter_bar._select("mode").value = "words"
        await settle(pilot)
        assert "dense" not in screen.hit_list.hits[0].scores


async def test_scores_are_shown_on_demand(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "korg")
        await pilot.press("down", "v")
        await settle(pilot)
        assert "poäng" in seen(screen.hit_list)
        await pilot.press("v")
        await settle(pilot)
        assert "poäng" not in seen(screen.hit_list)


async def test_a_hit_is_opened_copied_and_asked_about(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        await search(pilot, "egen korg")
        await pilot.press("down", "ctrl+y")
        assert pilot.app.clipboard.startswith("”Varje hund har rätt till en egen korg")
        assert pilot.app.clipboard.endswith("(Konvention om hundars rättigheter (1989), Artikel 2)")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SourceScreen)
        await pilot.press("escape", "f")
        await settle(pilot)
        screen = desk(pilot)
        assert screen.prompt.question == "Vad står det i Artikel 2 om"
        assert "Frågar bara i: Konvention om hundars rättigheter" in seen(screen)
        screen.prompt.question = "Vad har en hund rätt till?"
        await pilot.press("enter")
        await settle(pilot)
        assert "Sökt bara i: hundkonventionen" in seen_flat(screen.transcript)
        await pilot.press("ctrl+g")
        assert "Frågar bara i" not in seen(screen)


async def test_the_search_is_as_it_was_when_one_comes_back(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await search(pilot, "korg")
        await pilot.press("f2")
        assert desk(pilot)
        await pilot.press("f3")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert "korg" in seen_flat(screen.hit_list)
