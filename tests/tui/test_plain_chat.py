"""The conversation line by line: what a person hears read aloud, and what a pipe is given."""

import os
import signal
import threading
import unicodedata
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.tui.canned_server import Canned, canned_app
from tests.tui.talking import talk, talk_to
from tui.client import AskClient, AskFailed
from tui.conversations import Conversations
from tui.plain_chat import COMMANDS, PROMPT

GOLDEN = Path(__file__).parent / "golden"
REACHED = "Hur många kommuner nådde uppdraget 2024?"
MOON = "Vad kostar en flygbiljett till månen?"


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "samtal.sqlite")


def test_a_conversation_reads_as_it_should(canned: Canned) -> None:
    talked = talk(
        canned_app(canned),
        ":svar",
        "Hur många kommuner har ingått?",
        ":källa 1",
        ":källa 7",
        "Och budgeten för 2031?",
        "Vad blir det för väder?",
        ":källa 1",
        "Vad säger rapporten om märken?",
        ":hjälp",
        ":hälp",
        ":ny",
    )
    assert talked.shown == (GOLDEN / "plain_chat.txt").read_text(encoding="utf-8")


def test_nothing_steers_the_terminal_and_nothing_is_drawn(canned: Canned) -> None:
    shown = talk(canned_app(canned), "hej \x1b[2J\x07 märk\x08", ":hjälp").shown
    assert {sign for sign in shown if unicodedata.category(sign) == "Cc"} == {"\n"}
    assert not [sign for sign in shown if "BOX" in unicodedata.name(sign, "")]


class TestWithTheRealApp:
    def test_a_follow_up_is_understood_and_told(self, app: FastAPI) -> None:
        shown = talk(app, REACHED, "Och 2023?").shown
        assert "73 kommuner" in shown
        second = shown.partition("Fråga: Och 2023?\n")[2]
        assert second.startswith("Tolkad som: Hur många kommuner nådde uppdraget 2023?\n")
        assert "61 kommuner" in second

    def test_sources_carry_their_diarienummer_and_are_read_in_context(self, app: FastAPI) -> None:
        shown = talk(app, REACHED, ":källa 1").shown
        assert "[1] Årsrapport mänskliga rättigheter 2024 (påhittad), dnr 0002-2024-TEST, avsnitt 3.1, s. 5" in shown
        source = shown.partition("Fråga: :källa 1\n")[2]
        assert source.startswith("Källa 1: Årsrapport mänskliga rättigheter 2024 (påhittad), dnr 0002-2024-TEST")
        assert "Resten deltog i enstaka seminarier" in source.partition("Passagen:")[2]

    def test_a_new_conversation_knows_nothing_of_the_one_before(self, app: FastAPI, store: Conversations) -> None:
        shown = talk(app, REACHED, ":ny", "Och 2023?", store=store).shown
        assert "Tolkad som: Hur många kommuner" not in shown
        assert [each.name for each in store.page()] == ["Och 2023?", REACHED]

    def test_what_was_said_is_kept_with_its_diarienummer(self, app: FastAPI, store: Conversations) -> None:
        talk(app, REACHED, MOON, store=store)
        (conversation,) = store.page()
        answered, not_answered = store.turns(conversation.number)
        assert (answered.question, not_answered.question) == (REACHED, MOON)
        assert "73 kommuner" in answered.reply.answer
        assert list(answered.diarienummer.values()) == ["0002-2024-TEST"]
        assert not not_answered.reply.answered


class TestCommands:
    def test_the_beginning_of_a_name_is_enough_and_dots_may_be_left_out(self, canned: Canned) -> None:
        for line in (":källa 1", ":kalla 1", ":K 1", ":  käl   1"):
            assert "Källa 1: Årsrapport" in talk(canned_app(canned), "Hur många?", line).shown, line

    def test_every_command_is_explained(self, canned: Canned) -> None:
        lines = talk(canned_app(canned), ":").shown.splitlines()
        assert [line.split()[0] for line in lines if line.startswith(":")] == [f":{each}" for each in COMMANDS]

    def test_leaving_leaves_what_follows_unread(self, canned: Canned) -> None:
        shown = talk(canned_app(canned), ":avsluta", "Hur många?").shown
        assert shown.endswith(f"{PROMPT}:avsluta\n")
        assert canned.asked == []

    def test_an_empty_line_asks_nothing(self, canned: Canned) -> None:
        talk(canned_app(canned), "", "   ")
        assert canned.asked == []


class TestWhatGoesWrong:
    def test_a_question_that_failed_is_kept_and_asked_again(self, canned: Canned) -> None:
        canned.failing = "Biblioteket byggs om; försök igen om en stund."
        app = canned_app(canned)
        told = f"{canned.failing}\nFrågan är kvar: :igen ställer den en gång till.\n"
        talked = talk(app, "Hur många?", ":igen", lambda: setattr(canned, "failing", ""), ":igen")
        assert talked.shown.count(told) == 2
        assert "113 kommuner" in talked.shown.rpartition(told)[2]
        assert [request.question for request in canned.asked] == ["Hur många?"] * 3
        assert not talked.failed

    def test_a_conversation_that_ends_with_a_failure_says_so(self, canned: Canned) -> None:
        canned.failing = "Det gick inte."
        assert talk(canned_app(canned), "Hur många?").failed

    def test_a_library_that_does_not_open_ends_it(self) -> None:
        async def nobody() -> AskClient:
            raise AskFailed("Det finns inget bibliotek.")

        with pytest.raises(AskFailed, match="inget bibliotek"):
            talk_to(nobody, "Hur många?")

    def test_a_history_that_cannot_be_used_is_told_once_and_the_talk_goes_on(
        self, canned: Canned, store: Conversations
    ) -> None:
        store.path.write_bytes(b"inte en databas" * 500)
        talked = talk(canned_app(canned), "Hur många?", "Och budgeten?", store=store)
        assert len(talked.complaints) == 1
        assert talked.complaints[0].startswith("Samtalet sparas inte: ")
        assert talked.complaints[0].endswith("är skadad; flytta undan filen, så börjar en ny.")
        assert "113 kommuner" in talked.shown
        assert "Källorna svarar inte" in talked.shown

    def test_control_c_at_the_prompt_ends_it(self, canned: Canned) -> None:
        shown = talk(canned_app(canned), "Hur många?", interrupt, "Och budgeten?").shown
        assert shown.endswith(f"{PROMPT}\n")
        assert len(canned.asked) == 1

    def test_control_c_stops_an_answer_and_the_question_can_be_asked_again(self, canned: Canned) -> None:
        def interrupt_soon() -> None:
            threading.Timer(0.3, interrupt).start()

        def let_go() -> None:
            canned.release.set()

        shown = talk(canned_app(canned), interrupt_soon, "Hur långsamt går det?", let_go, ":igen").shown
        assert "Avbruten. :igen ställer frågan en gång till.\n" in shown
        assert "113 kommuner" in shown
        assert [request.question for request in canned.asked] == ["Hur långsamt går det?"] * 2


def interrupt() -> None:
    """What Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGINT)
