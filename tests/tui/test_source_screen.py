"""A source, read where it stands."""

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Footer

from server.schema_reading import PagePassage, PageReply, PassageReply
from tests.tui.canned_replies import FORUM, QUOTE, TITLE
from tests.tui.canned_server import Canned
from tests.tui.looking import WIDE, notices, seen, seen_flat, settle, type_in
from tui.app import make_app
from tui.client import AskClient
from tui.screens.ask import AskScreen
from tui.screens.source import SourceScreen
from tui.widgets.passage_text import find_quote, reading_of_page, reading_of_passage


async def opened(pilot: Pilot[Any], question: str, *keys: str) -> SourceScreen:
    await type_in(pilot, question)
    await settle(pilot)
    await pilot.press("tab", *keys)
    await settle(pilot)
    assert isinstance(pilot.app.screen, SourceScreen)
    return pilot.app.screen


def marked(screen: SourceScreen) -> str:
    reading = screen.text.reading
    return reading.text[slice(*reading.quote)] if reading.quote else ""


async def test_enter_opens_the_quote_in_its_surroundings(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "Hur många kommuner?", "enter")
        shown = seen_flat(screen)
        assert "[1] Årsrapport barnets rättigheter 2025 årsrapport · avsnitt 4.1 · s. 18 Regional samverkan" in shown
        assert "De regionala forumen samlar olika aktörer." in shown
        assert "formulerats likadant [sic]." in shown
        assert marked(screen) == QUOTE


async def test_escape_goes_back_to_the_conversation(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await opened(pilot, "Hur många kommuner?", "2")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, AskScreen)


async def test_a_click_opens_a_source(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await type_in(pilot, "Hur många kommuner?")
        await settle(pilot)
        await pilot.click("SourceList", offset=(5, 2))
        await settle(pilot)
        assert isinstance(pilot.app.screen, SourceScreen)


async def test_the_keys_on_the_bottom_line_fit_however_wide_the_terminal_becomes(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "Hur många kommuner?", "1", "s")
        for columns in (80, 100, 120):
            await pilot.resize_terminal(columns, 24)
            await settle(pilot)
            line = screen.query_exactly_one(Footer)
            assert line.virtual_size.width <= line.size.width
            assert "Passagen" in seen(line)
            assert "F1 Hjälp" in seen(line)


async def test_pages_are_turned(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "Hur många kommuner?", "1", "s")
        assert "Sida 18" in seen(screen)
        assert " ".join(marked(screen).split()) == QUOTE
        await pilot.press("right")
        await settle(pilot)
        assert "Sida 19" in seen(screen)
        assert marked(screen) == ""
        await pilot.press("right")
        await settle(pilot)
        assert "Sida 19" in seen(screen)
        for _ in range(2):
            await pilot.press("left")
            await settle(pilot)
        assert "Sida 17" in seen(screen)
        await pilot.press("s")
        await settle(pilot)
        assert "I sitt sammanhang" in seen(screen)


async def test_another_source_is_read_by_its_number(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "Hur många kommuner?", "1", "s", "2")
        assert "[2] Barnkonventionen (1989)" in seen(screen)
        assert "Hela sidan" not in seen(screen)
        await pilot.press("9")
        assert screen.index == 1


async def test_a_nearest_passage_can_be_read(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await opened(pilot, "Vad är budgeten?", "2")
        assert "Barnets åsikter ska tillmätas" in seen_flat(screen)
        assert marked(screen) == ""


async def test_markup_in_a_source_is_shown_as_it_stands(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        shown = seen_flat(await opened(pilot, "Vad är märkt?", "1"))
        assert "Rapport [b]nu[/b]" in shown
        assert "Skriv [bold]aldrig[/bold] [@click=app.quit]så här[/] eller [red på rad 3." in shown


async def test_the_quote_stays_when_its_surroundings_cannot_be_had(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE, notifications=True) as pilot:
        await type_in(pilot, "Hur många kommuner?")
        await settle(pilot)
        canned.failing = "Biblioteket byggs om."
        await pilot.press("tab", "1")
        await settle(pilot)
        assert notices(pilot) == ["Biblioteket byggs om."]
        assert QUOTE in seen_flat(pilot.app.screen)
        assert "Citatet" in seen(pilot.app.screen)


async def test_the_quote_is_copied_with_where_it_stands(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await opened(pilot, "Hur många kommuner?", "1", "ctrl+y")
        place = "Årsrapport barnets rättigheter 2025, avsnitt 4.1, s. 18"
        also = "finns även i Årsrapport barnets rättigheter 2024, avsnitt 4.1, s. 16"
        assert pilot.app.clipboard == f"”{QUOTE}” ({place}, {also})"


async def test_a_long_page_is_scrolled_to_the_quote(client: AskClient) -> None:
    async with make_app(client).run_test(size=(80, 12)) as pilot:
        screen = await opened(pilot, "Hur många kommuner?", "1", "s")
        assert "113 kommuner" in seen_flat(screen)


def test_a_quote_is_found_whatever_the_white_space() -> None:
    assert find_quote("ett\n två  tre", "två tre") == (5, 13)
    assert find_quote("ett två", "tre") is None
    assert find_quote("ett", " ") is None
    assert find_quote("a (b) c", "(b)") == (2, 5)


def passage(**changed: str) -> PassageReply:
    place = {"doc": "d", "title": TITLE, "kind": "övrigt", "year": None, "section": "", "heading": "", "path": ()}
    pages = {"page": None, "page_end": None, "previous": None, "next": None}
    words = {"passage_id": "p", "text": FORUM, "before": "", "after": ""} | changed
    return PassageReply.model_validate(place | pages | words)


def test_a_passage_is_kept_apart_from_what_stands_around_it() -> None:
    reading = reading_of_passage(passage(text="Mitt.", before="Före.", after="Efter."), "Mitt.")
    assert reading.text == "Före.\n\nMitt.\n\nEfter."
    assert reading.passage == reading.quote == (7, 12)
    assert reading_of_passage(passage(text="Mitt.", before="Före. ", after=" Efter."), "").text == "Före. Mitt. Efter."


def test_a_quote_that_runs_on_after_the_passage_is_marked_whole() -> None:
    reading = reading_of_passage(passage(text="Ett två", after=" tre fyra."), "två tre")
    assert reading.quote == (4, 11)


def test_a_page_that_holds_a_part_of_the_quote_shows_the_passage() -> None:
    page = PageReply(
        doc="d",
        title=TITLE,
        page="2",
        text="svaret 113. Annat.",
        passages=(PagePassage(passage_id="p", section="", at=(0, 11)),),
        previous=None,
        next=None,
    )
    reading = reading_of_page(page, "Det sammantagna svaret 113.", "p")
    assert reading.quote is None
    assert reading.passage == (0, 11)
