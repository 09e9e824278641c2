"""Answers and their sources, read off the screen."""

import pytest
from textual.geometry import Offset

from tests.tui.canned_replies import QUOTE
from tests.tui.looking import WIDE, asked, seen, seen_flat, settle
from tui.app import make_app
from tui.client import AskClient
from tui.screens.source import SourceScreen
from tui.widgets.answer_text import AnswerText


async def test_an_answer_stands_left_and_its_sources_right(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        answer, sources = seen_flat(screen.transcript), seen_flat(screen.source_list)
        assert f"Hur många kommuner? ▌ ▌ {QUOTE}" in answer.replace("▌ sammantagna", "sammantagna")
        assert "[2]" in answer
        assert "Siffran gäller hela landet." in answer
        assert "Källor" in sources
        assert "[1] Årsrapport barnets rättigheter 2025 årsrapport · avsnitt 4.1 · s. 18 ”På frågan" in sources
        assert "finns även i Årsrapport barnets rättigheter 2024, avsnitt 4.1, s. 16" in sources
        assert "[2] Barnkonventionen (1989) konvention · Artikel 12 · ej dubbelkontrollerad" in sources
        assert screen.source_list.region.x > screen.transcript.region.x
        assert screen.prompt.question == ""


async def test_the_fact_asked_for_is_bold_and_the_rest_is_not(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        content = screen.query_one(AnswerText).render()
        bold = [content.plain[span.start : span.end] for span in content.spans if span.style == "bold"]
        assert bold == ["113 kommuner"]


async def test_an_abstention_looks_like_none_of_the_answers(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Vad är budgeten?")
        shown = seen_flat(screen)
        assert "Inget belägg" in shown
        assert "Källorna svarar inte på frågan." in shown
        assert "Källorna nämner verksamhetsmedel, inte budgeten för 2031." in shown
        assert "Närmast i källorna" in shown
        assert [turn.has_class("-abstained") for turn in screen.transcript.turns] == [True]
        await asked(pilot, "Hur många kommuner?")
        assert [turn.has_class("-abstained") for turn in screen.transcript.turns] == [True, False]
        assert "Närmast i källorna" not in seen_flat(screen.source_list)


async def test_a_question_out_of_scope_has_no_sources(client: AskClient) -> None:
    async with make_app(client).run_test(size=(80, 24)) as pilot:
        screen = await asked(pilot, "Blir det fint väder?")
        assert "utanför det som källorna handlar om" in seen_flat(screen.transcript)
        assert not screen.source_list.display


async def test_what_was_understood_is_told_when_it_differs(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        shown = seen_flat((await asked(pilot, "Hur många nätvärk?")).transcript)
        assert "Tolkad som: Hur många nätverk finns 2025?" in shown
        assert "Sökt bara i: årsrapport, 2025" in shown
        assert "Tolkad" not in seen_flat((await asked(pilot, "Kommuner?")).transcript).split("Kommuner?")[-1]


async def test_what_is_typed_among_the_sources_begins_a_question(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        await pilot.press("tab", "1")
        await settle(pilot)
        await pilot.press("escape", *"Och i år", "space", "1")
        await settle(pilot)
        assert screen.prompt.question == "Och i år 1"
        assert pilot.app.focused is screen.prompt


async def test_the_answer_is_copied_with_its_sources(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många kommuner?")
        await pilot.press("ctrl+y")
        assert pilot.app.clipboard.startswith(QUOTE)
        assert "\n[1] Årsrapport barnets rättigheter 2025, avsnitt 4.1, s. 18" in pilot.app.clipboard


async def test_the_sources_follow_the_turn_that_is_chosen(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await asked(pilot, "Vad är budgeten?")
        screen = await asked(pilot, "Hur många kommuner?")
        await pilot.press("ctrl+up")
        await settle(pilot)
        assert "Närmast" in seen_flat(screen.source_list)
        await pilot.press("ctrl+down")
        await settle(pilot)
        assert "Närmast" not in seen_flat(screen.source_list)
        await pilot.click(screen.transcript.turns[0])
        await settle(pilot)
        assert "Närmast" in seen_flat(screen.source_list)


async def test_a_click_on_a_marker_opens_its_source(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        lines = seen(screen.transcript).splitlines()
        row = next(index for index, line in enumerate(lines) if "[2]" in line)
        await pilot.click(offset=screen.transcript.region.offset + Offset(lines[row].index("[2]") + 1, row))
        await settle(pilot)
        assert isinstance(pilot.app.screen, SourceScreen)
        assert pilot.app.screen.index == 1


async def test_markup_in_a_document_is_shown_as_it_stands(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        screen = await asked(pilot, "Vad är [b]märkt[/b]?")
        shown = seen_flat(screen)
        for text in (
            "[b]märkt[/b]",
            "[bold]aldrig[/bold]",
            "[@click=app.quit]så",
            "[red på",
            "[i]bilaga[/i] [x.",
        ):
            assert text in shown
        assert "Rapport [b]nu[/b] (2025) årsrapport · avsnitt 4.1 · OCR" in seen_flat(screen.source_list)


async def test_a_narrow_terminal_has_the_sources_below(client: AskClient) -> None:
    async with make_app(client).run_test(size=(80, 24)) as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        assert screen.source_list.region.y >= screen.transcript.region.bottom
        assert screen.source_list.region.width == screen.transcript.region.width == 80
        assert "113 kommuner" in seen_flat(screen.transcript)
        assert "[1] Årsrapport" in seen_flat(screen.source_list)


@pytest.mark.parametrize("keys", [[], ["tab"], ["tab", "1"], ["tab", "1", "s"]], ids=str)
async def test_the_footer_fits_in_eighty_columns(client: AskClient, keys: list[str]) -> None:
    async with make_app(client).run_test(size=(80, 24)) as pilot:
        await asked(pilot, "Hur många kommuner?")
        await pilot.press(*keys)
        await settle(pilot)
        await settle(pilot)
        assert seen(pilot.app.screen).splitlines()[-1].endswith(("F1 Hjälp", "Ctrl+Q Avsluta"))


@pytest.mark.parametrize("size", [(80, 24), (120, 20)], ids=["narrow", "wide"])
async def test_the_newest_turn_is_in_sight_whole_however_many_came_before(
    client: AskClient, size: tuple[int, int]
) -> None:
    async with make_app(client).run_test(size=size) as pilot:
        for number in range(5):
            screen = await asked(pilot, f"Fråga {number}?")
            await pilot.pause()
        newest = seen_flat(screen.transcript).partition("Fråga 4?")[2]
        assert "113 kommuner" in newest
        assert "Siffran gäller hela landet." in newest


async def test_page_keys_scroll_the_conversation_from_the_prompt(client: AskClient) -> None:
    async with make_app(client).run_test(size=(80, 24)) as pilot:
        for _ in range(4):
            screen = await asked(pilot, "Hur många kommuner?")
        before = screen.transcript.scroll_y
        await pilot.press("pageup")
        await settle(pilot)
        assert screen.transcript.scroll_y < before


async def test_the_looks_are_gone_through_and_ctrl_c_tells_how_to_leave(client: AskClient) -> None:
    async with make_app(client).run_test(notifications=True) as pilot:
        looks = []
        for _ in range(4):
            looks.append(pilot.app.theme)
            await pilot.press("ctrl+t")
        assert looks == ["belagg-dark", "belagg-contrast", "belagg-light", "belagg-dark"]
        await pilot.press("ctrl+c")


async def test_ctrl_c_copies_what_is_selected_and_ends_the_chat_when_it_is_pressed_twice(client: AskClient) -> None:
    async with make_app(client).run_test() as pilot:
        screen = await asked(pilot, "Hur många kommuner?")
        screen.prompt.question = "Och nu?"
        screen.prompt.select_all()
        await pilot.press("ctrl+c", "ctrl+c")
        assert pilot.app.clipboard == "Och nu?"
        assert not pilot.app._exit
        screen.prompt.question = ""
        await pilot.press("ctrl+c", "ctrl+c")
        assert pilot.app._exit
