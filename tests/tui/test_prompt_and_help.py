"""The field that questions are typed in, and the help."""

from textual.binding import Binding

from tests.tui.looking import seen, seen_flat, settle, type_in
from tui.app import BelaggApp, make_app
from tui.client import AskClient
from tui.screens.ask import AskScreen
from tui.screens.help import PARTS as HELPED
from tui.screens.help import HelpScreen
from tui.widgets.prompt_input import PromptInput

PARTS = (BelaggApp.BINDINGS, *HELPED.values())


async def test_up_and_down_recall_earlier_questions_and_what_was_typed(client: AskClient) -> None:
    async with make_app(client).run_test() as pilot:
        await type_in(pilot, "Ett?")
        await type_in(pilot, "Två?")
        await settle(pilot)
        await type_in(pilot, "Tre", send=False)
        prompt = pilot.app.screen.query_one(PromptInput)
        recalled = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            recalled.append(prompt.question)
        assert recalled == ["Två?", "Ett?", "Ett?", "Två?", "Tre", "Tre"]


async def test_up_moves_within_a_question_of_several_lines_first(client: AskClient) -> None:
    async with make_app(client).run_test(size=(40, 24)) as pilot:
        await type_in(pilot, "Ett?")
        await settle(pilot)
        await type_in(pilot, "Hur många kommuner och regioner ingick i forumet?", send=False)
        prompt = pilot.app.screen.query_one(PromptInput)
        await pilot.press("up")
        assert prompt.question.startswith("Hur många")
        await pilot.press("up")
        assert prompt.question == "Ett?"


async def test_an_empty_question_is_not_sent(client: AskClient) -> None:
    async with make_app(client).run_test() as pilot:
        await type_in(pilot, "   ")
        await settle(pilot)
        assert "Välkommen" in seen(pilot.app.screen)


async def test_the_field_grows_with_the_question(client: AskClient) -> None:
    async with make_app(client).run_test(size=(60, 24)) as pilot:
        prompt = pilot.app.screen.query_one(PromptInput)
        before = prompt.region.height
        prompt.question = "Hur många kommuner ingick? " * 6
        await settle(pilot)
        assert prompt.region.height > before


async def test_a_question_mark_asks_for_help_in_an_empty_field_only(client: AskClient) -> None:
    async with make_app(client).run_test(size=(100, 60)) as pilot:
        await pilot.press("H", "u", "r", "question_mark")
        assert isinstance(pilot.app.screen, AskScreen)
        assert pilot.app.screen.prompt.question == "Hur?"
        pilot.app.screen.prompt.question = ""
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, AskScreen)


async def test_the_help_lists_every_key_in_swedish(client: AskClient) -> None:
    async with make_app(client).run_test(size=(100, 160)) as pilot:
        await pilot.press("f1")
        await settle(pilot)
        shown = seen_flat(pilot.app.screen)
        for key in ("F1, ?", "Ctrl+Q", "Ctrl+L", "Ctrl+Y", "1–9", "Esc, Q", "PgUp", "Ctrl+↑", "←"):
            assert f" {key} " in shown
        for part in PARTS:
            for binding in part:
                assert isinstance(binding, Binding)
                assert not binding.id or binding.tooltip in shown
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, AskScreen)


def test_every_binding_that_is_shown_has_an_id_of_its_own_and_a_tooltip() -> None:
    bindings = [binding for part in PARTS for binding in part if isinstance(binding, Binding)]
    assert all(binding.id and binding.tooltip for binding in bindings if binding.show and not binding.system)
    ids = [binding.id for binding in bindings if binding.id]
    assert len(ids) == len(set(ids))


async def test_the_help_is_opened_from_a_source_too(client: AskClient) -> None:
    async with make_app(client).run_test() as pilot:
        await type_in(pilot, "Hur många kommuner?")
        await settle(pilot)
        await pilot.press("tab", "1")
        await settle(pilot)
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
