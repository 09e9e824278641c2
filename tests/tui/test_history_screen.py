"""Conversations that were kept, in the chat: gone on with, searched, renamed, deleted, noted on, copied."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input

from tests.tui.canned_replies import about_municipalities, about_the_budget
from tests.tui.canned_server import Canned
from tests.tui.looking import WIDE, asked, desk, notices, seen_flat, settle, type_in, until
from tui.app import BelaggApp, make_app
from tui.client import AskClient
from tui.conversations import PAGE, Conversations
from tui.history_file import writing
from tui.screens.asking import ConfirmScreen, NameScreen, NoteScreen
from tui.screens.history import HistoryScreen
from tui.screens.kept import SHOWN_TURNS


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    """Two conversations."""
    store = Conversations(tmp_path / "samtal.sqlite")
    first, _ = store.append(None, "Hur många kommuner?", about_municipalities("Hur många kommuner?"))
    store.append(first, "Och regioner?", about_municipalities("Och regioner?"))
    store.append(None, "Vad är budgeten i ÄLVDALA?", about_the_budget("Vad är budgeten i ÄLVDALA?"))
    return store


@pytest.fixture
def app(client: AskClient, store: Conversations) -> BelaggApp:
    return make_app(client, store=store)


def listed(pilot: Pilot[None]) -> list[str]:
    screen = pilot.app.screen
    assert isinstance(screen, HistoryScreen)
    return [str(option.prompt).splitlines()[0] for option in screen.listed.options]


async def to_history(pilot: Pilot[None]) -> HistoryScreen:
    await settle(pilot)
    await pilot.press("ctrl+o")
    await until_on(pilot, HistoryScreen)
    assert isinstance(pilot.app.screen, HistoryScreen)
    await until(pilot, lambda: listed(pilot))
    return pilot.app.screen


async def until_on(pilot: Pilot[None], screen: type[Screen[Any]]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await pilot.pause()


async def test_questions_and_answers_are_kept_as_they_come(app: BelaggApp, store: Conversations) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många?")
        await asked(pilot, "Och budgeten?")
        await pilot.press("ctrl+l")
        await asked(pilot, "Vad gäller?")
        await settle(pilot)
    assert [(each.name, each.turns) for each in store.page()[:2]] == [("Vad gäller?", 1), ("Hur många?", 2)]
    assert list(store.turns(store.page()[0].number)[0].diarienummer.values()) == ["4321-2025"]


async def test_questions_of_earlier_conversations_are_recalled(app: BelaggApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("up")
        assert desk(pilot).prompt.question == "Vad är budgeten i ÄLVDALA?"
        await pilot.press("up", "up")
        assert desk(pilot).prompt.question == "Hur många kommuner?"


async def test_an_earlier_conversation_is_shown_and_gone_on_with(
    app: BelaggApp, store: Conversations, canned: Canned
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_history(pilot)
        assert listed(pilot) == ["Vad är budgeten i ÄLVDALA?", "Hur många kommuner?"]
        assert "2 frågor" in seen_flat(screen)
        await pilot.press("down", "down", "enter")
        await settle(pilot)
        assert [question for question, _ in desk(pilot).transcript.replied()] == [
            "Hur många kommuner?",
            "Och regioner?",
        ]
        assert "113 kommuner" in seen_flat(desk(pilot))
        await asked(pilot, "Och län?")
        await settle(pilot)
    assert [turn.question for turn in canned.asked[0].history] == ["Hur många kommuner?", "Och regioner?"]
    newest = store.page()[0]
    assert (newest.name, newest.turns) == ("Hur många kommuner?", 3)


async def test_the_search_follows_what_is_typed(app: BelaggApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        screen = await to_history(pilot)
        await pilot.press(*"älv")
        await until(pilot, lambda: listed(pilot) == ["Vad är budgeten i ÄLVDALA?"])
        await pilot.press(*"zz")
        await until(pilot, lambda: "Inget samtal har de orden." in seen_flat(screen))
        await pilot.press("enter", "f2", "ctrl+d")
        assert pilot.app.screen is screen
        assert notices(pilot) == ["Inget samtal är valt."] * 2
        await pilot.press("escape")
        assert desk(pilot).transcript.turns == []


async def test_a_conversation_is_renamed(app: BelaggApp, store: Conversations) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await to_history(pilot)
        await pilot.press("f2")
        await until_on(pilot, NameScreen)
        pilot.app.screen.query_one(Input).value = "Inför mötet"
        await pilot.press("enter")
        await until(pilot, lambda: listed(pilot)[0] == "Inför mötet")
        await pilot.press("f2")
        await until_on(pilot, NameScreen)
        await pilot.press("escape")
        await until_on(pilot, HistoryScreen)
    assert [each.name for each in store.page()] == ["Inför mötet", "Hur många kommuner?"]


async def test_a_conversation_is_deleted_only_by_one_who_means_it(app: BelaggApp, store: Conversations) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await to_history(pilot)
        for keys in (["escape"], ["enter"]):
            await pilot.press("ctrl+d")
            await until_on(pilot, ConfirmScreen)
            assert "Det går inte att ångra." in seen_flat(pilot.app.screen)
            await pilot.press(*keys)
            await until_on(pilot, HistoryScreen)
        assert len(store.page()) == 2
        await pilot.press("ctrl+d")
        await until_on(pilot, ConfirmScreen)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: listed(pilot) == ["Hur många kommuner?"])
    assert [each.name for each in store.page()] == ["Hur många kommuner?"]


async def test_a_long_list_is_read_on_as_one_comes_to_its_end(app: BelaggApp, store: Conversations) -> None:
    for number in range(PAGE):
        store.append(None, f"fråga {number}", about_the_budget("?"))
    async with app.run_test(size=WIDE) as pilot:
        await to_history(pilot)
        assert len(listed(pilot)) == PAGE
        await pilot.press("down", "end")
        await until(pilot, lambda: len(listed(pilot)) == PAGE + 2)


async def test_an_answer_is_noted_on_and_the_note_taken_back(app: BelaggApp, store: Conversations) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många?")
        await settle(pilot)
        await pilot.press("tab", "f")
        await until_on(pilot, NoteScreen)
        assert "Ingenting skickas" in seen_flat(pilot.app.screen)
        await pilot.press(*"Artikel 3 saknas", "enter", "tab")
        assert pilot.app.focused is pilot.app.screen.query_one("#incomplete", Button)
        await pilot.press("enter")
        await settle(pilot)
        assert "Anmärkningen är sparad på den här datorn." in notices(pilot)
        (noted,) = store.noted()
        assert noted.note is not None
        assert (noted.question, noted.note.verdict, noted.note.why) == ("Hur många?", "incomplete", "Artikel 3 saknas")
        await pilot.press("f")
        await until_on(pilot, NoteScreen)
        await pilot.press("enter", "tab", "tab", "enter")
        await settle(pilot)
        assert "Anmärkningen är borttagen." in notices(pilot)
        assert store.noted() == ()


async def test_a_conversation_is_copied_with_full_references(app: BelaggApp) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många?")
        await asked(pilot, "Och budgeten?")
        await pilot.press("ctrl+e")
        await settle(pilot)
        copied = pilot.app.clipboard
    assert copied.startswith("# Hur många?\n\n## Hur många?\n")
    assert "dnr 4321-2025, avsnitt 4.1, s. 18" in copied
    assert "## Och budgeten?" in copied


async def test_without_a_history_nothing_is_kept_and_the_keys_are_not_offered(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många?")
        await settle(pilot)
        await pilot.press("ctrl+o", "tab", "f")
        await settle(pilot)
        assert desk(pilot).transcript.turns


async def test_a_history_that_is_damaged_is_told_once_and_the_chat_goes_on(
    client: AskClient, store: Conversations
) -> None:
    store.path.write_bytes(b"inte en databas" * 500)
    async with make_app(client, store=store).run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många?")
        await asked(pilot, "Och budgeten?")
        await settle(pilot)
        assert [each for each in notices(pilot) if "sparas inte" in each] == [
            f"Samtalet sparas inte: {store.path} är skadad; flytta undan filen, så börjar en ny."
        ]
        assert len(desk(pilot).transcript.replied()) == 2
        await pilot.press("ctrl+o")
        await until(pilot, lambda: any("Historiken kan inte användas" in each for each in notices(pilot)))


async def test_a_conversation_of_two_thousand_turns_is_gone_on_with(client: AskClient, tmp_path: Path) -> None:
    store = Conversations(tmp_path / "lång.sqlite")
    number, _ = store.append(None, "fråga 0", about_the_budget("?"))
    with writing(store.path) as db:
        columns = "asked, library, question, answer, answered, folded, diarienummer, reply"
        db.executemany(
            f"INSERT INTO turns (conversation, {columns}) SELECT conversation, {columns} FROM turns WHERE id = ?",
            [(1,)] * 1_999,
        )
    async with make_app(client, store=store).run_test(size=WIDE) as pilot:
        await to_history(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert len(desk(pilot).transcript.turns) == SHOWN_TURNS
        await type_in(pilot, "Och nu?")
        await settle(pilot)
        await settle(pilot)
    assert len(store.turns(number)) == 2_001
