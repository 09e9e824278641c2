"""The course of a conversation: waiting, failing, going on, beginning anew."""

import asyncio

import pytest
from textual.events import Key

from tests.tui.canned_replies import QUOTE, about_municipalities
from tests.tui.canned_server import Canned
from tests.tui.looking import WIDE, asked, desk, notices, seen, seen_flat, settle, type_in
from tui.app import EXAMPLES, make_app
from tui.client import AskClient, AskFailed
from tui.exchanges import as_history


async def test_keys_that_arrive_in_a_burst_keep_their_order(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await settle(pilot)
        for key, character in (("H", "H"), ("u", "u"), ("r", "r"), ("question_mark", "?"), ("enter", "\r")):
            pilot.app.post_message(Key(key, character))
        await pilot.pause()
        await settle(pilot)
        assert [request.question for request in canned.asked] == ["Hur?"]


async def test_a_failure_gives_the_question_back(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        canned.failing = "Biblioteket byggs om [nu]."
        screen = await asked(pilot, "Hur många kommuner?")
        assert screen.prompt.question == "Hur många kommuner?"
        assert notices(pilot) == ["Biblioteket byggs om [nu]."]
        assert screen.transcript.turns == []
        canned.failing = ""
        await pilot.press("enter")
        await settle(pilot)
        assert "113 kommuner" in seen_flat(screen.transcript)


async def test_earlier_turns_are_sent_along(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await asked(pilot, "Vad är budgeten?")
        await asked(pilot, "Fråga 1?")
        await asked(pilot, "Fråga 2?")
        before, latest = canned.asked[-1].history
        assert [before.question, latest.question] == ["Vad är budgeten?", "Fråga 1?"]
        assert before.answer is None
        assert (latest.answer or "").startswith(QUOTE)


def test_no_more_than_the_latest_turns_are_sent_along() -> None:
    turns = [(f"Fråga {number}?", about_municipalities(f"Fråga {number}?")) for number in range(12)]
    assert [turn.question for turn in as_history(turns)] == [f"Fråga {number}?" for number in range(2, 12)]


async def test_a_question_typed_before_the_library_is_ready_is_sent_when_it_is(client: AskClient) -> None:
    ready = asyncio.Event()

    async def connect() -> AskClient:
        await ready.wait()
        return client

    async with make_app(connect=connect).run_test(size=WIDE) as pilot:
        screen = desk(pilot)
        assert "Laddar biblioteket …" in seen(screen.top_bar)
        await type_in(pilot, "Hur många kommuner?")
        await pilot.pause()
        assert "Laddar biblioteket …" in seen_flat(screen.transcript)
        ready.set()
        await settle(pilot)
        assert "113 kommuner" in seen_flat(screen.transcript)
        assert "12 dokument · 1\N{NO-BREAK SPACE}432 passager" in seen(screen.top_bar)


@pytest.mark.parametrize("again", ["ctrl+r", "enter"], ids=["by key", "by asking"])
async def test_a_library_that_will_not_come_can_be_tried_again(client: AskClient, again: str) -> None:
    failures = [AskFailed("Biblioteket är inte byggt.")]

    async def connect() -> AskClient:
        if failures:
            raise failures.pop()
        return client

    async with make_app(connect=connect).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert seen(screen.banner).strip() == "Biblioteket är inte byggt. Ctrl+R försöker igen."
        assert "Ctrl+R Försök igen" in seen_flat(screen)
        await type_in(pilot, "Hur många?", send=False)
        await pilot.press(again)
        await settle(pilot)
        assert "dokument" in seen(screen.top_bar)
        assert "Försök igen" not in seen_flat(screen)
        assert not screen.banner.display


async def test_a_library_other_than_the_one_that_was_meant_is_noticed(client: AskClient, canned: Canned) -> None:
    canned.notice = "Version 2 av biblioteket är skadad, så version 1 visas i stället."
    async with make_app(client).run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        assert notices(pilot) == [canned.notice]
        assert "dokument" in seen(desk(pilot).top_bar)


async def test_a_new_question_cancels_the_one_in_flight(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await type_in(pilot, "Hur långsamt?")
        await pilot.pause()
        screen = await asked(pilot, "Hur många kommuner?")
        shown = seen_flat(screen.transcript)
        assert "Avbruten." in shown
        assert "113 kommuner" in shown


async def test_escape_gives_a_waiting_question_back(client: AskClient) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await type_in(pilot, "Hur långsamt?")
        await pilot.pause()
        assert "Söker i källorna …" in seen_flat(desk(pilot).transcript)
        await pilot.press("escape")
        await settle(pilot)
        assert desk(pilot).prompt.question == "Hur långsamt?"
        assert desk(pilot).transcript.turns == []


async def test_the_first_example_is_chosen_with_tab_and_enter(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "Välkommen till Belägg" in seen(desk(pilot))
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert canned.asked[0].question == EXAMPLES[0]
        assert "Välkommen" not in seen(desk(pilot))
        assert desk(pilot).focused is desk(pilot).prompt


async def test_a_new_conversation_forgets_the_old_one(client: AskClient, canned: Canned) -> None:
    async with make_app(client).run_test(size=WIDE) as pilot:
        await asked(pilot, "Hur många kommuner?")
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert "Välkommen till Belägg" in seen(desk(pilot))
        await asked(pilot, "Och nu?")
        assert canned.asked[-1].history == ()
