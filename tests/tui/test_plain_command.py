"""`belagg` in pipes and on plain terminals, over a real server."""

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from server.embedded import serving
from tests.test_command import BELAGG, NO_SERVER, belagg, environment, failure
from tui.conversations import Conversations

REACHED = "Hur många kommuner nådde uppdraget 2024?"
MOON = "Vad kostar en flygbiljett till månen?"


@pytest.fixture
def url(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(
        "server.embedded._unix_listener", lambda _: None
    )  # an address that another process can be given
    with serving(app) as address:
        yield address.url


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return tmp_path / "samtal.sqlite"


class TestTheChat:
    def test_a_pipe_gets_the_whole_conversation(self, url: str, history: Path) -> None:
        run = belagg("--server", url, "--history-file", history, text=f"{REACHED}\nOch 2023?\n:källa 1\n")
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.count("Fråga: ") == 4
        assert f"Fråga: {REACHED}\nUnder 2024 nådde uppdraget 73 kommuner" in run.stdout
        assert "Tolkad som: Hur många kommuner nådde uppdraget 2023?\n" in run.stdout
        assert "Källa 1: Årsrapport barnets rättigheter 2023" in run.stdout
        assert [each.turns for each in Conversations(history).page()] == [2]

    def test_no_history_keeps_nothing(self, url: str, history: Path) -> None:
        run = belagg("--server", url, "--no-history", "--history-file", history, text=f"{REACHED}\n")
        assert "73 kommuner" in run.stdout
        assert not history.exists()

    def test_the_setting_in_the_environment_keeps_nothing(self, url: str, history: Path) -> None:
        kept = {"BELAGG_HISTORY": "0", "BELAGG_HISTORY_FILE": str(history), "BELAGG_SERVER": url}
        run = subprocess.run(
            [BELAGG, "--plain"],
            input=f"{REACHED}\n",
            capture_output=True,
            text=True,
            check=True,
            env=environment() | kept,
        )
        assert "73 kommuner" in run.stdout
        assert not history.exists()

    def test_a_server_that_is_gone_is_told_and_ends_with_one(self, history: Path) -> None:
        run = belagg("--server", NO_SERVER, "--history-file", history, text=f"{REACHED}\n:igen\n")
        assert run.returncode == 1
        assert run.stdout.count("går inte att nå") == 2

    def test_a_missing_library_is_told(self, tmp_path: Path) -> None:
        run = belagg("--plain", "--library", tmp_path / "inget", text="Vad?\n")
        assert run.returncode == 1
        assert run.stderr.startswith("Det finns inget bibliotek i")

    def test_a_plain_terminal_is_asked_line_by_line(self, url: str, history: Path) -> None:
        shown = typed_at_a_terminal(
            f"{REACHED}\n\x04".encode(), "--server", url, "--history-file", str(history), TERM="dumb"
        )
        assert "Fråga: " in shown
        assert "73 kommuner" in shown
        assert "\x1b" not in shown


def typed_at_a_terminal(keys: bytes, *words: str, **changed: str) -> str:
    """What `belagg` shows on a terminal at which these keys are pressed."""
    ours, its = pty.openpty()
    with subprocess.Popen([BELAGG, *words], stdin=its, stdout=its, stderr=its, env=environment() | changed) as process:
        os.close(its)
        os.write(ours, keys)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # what Linux says of a terminal whose other end is closed
            pass
        finally:
            os.close(ours)
    assert process.returncode == 0
    return shown.decode()


class TestAskingOnce:
    def test_plain_breaks_no_line(self, url: str) -> None:
        run = belagg("ask", REACHED, "--plain", "--server", url)
        assert run.returncode == 0
        assert max(map(len, run.stdout.splitlines())) > 100
        assert max(map(len, belagg("ask", REACHED, "--server", url).stdout.splitlines())) <= 80

    def test_streamed_json_is_an_object_a_line_and_the_last_is_the_whole(self, url: str) -> None:
        run = belagg("ask", REACHED, "--json", "--stream", "--server", url)
        events = [json.loads(line) for line in run.stdout.splitlines()]
        names = [event["event"] for event in events]
        assert (names[0], names[-1]) == ("hits", "done")
        assert {"text", "citation"} == set(names[1:-1])
        pieces = "".join(event["data"]["text"] for event in events if event["event"] == "text")
        assert pieces == events[-1]["data"]["answer"]
        whole = json.loads(belagg("ask", REACHED, "--json", "--server", url).stdout)
        assert events[-1]["data"] | {"took_ms": 0} == whole | {"took_ms": 0}

    def test_a_stream_without_an_answer_ends_with_three(self, url: str) -> None:
        run = belagg("ask", MOON, "--json", "--stream", "--server", url)
        assert run.returncode == 3
        assert json.loads(run.stdout.splitlines()[-1])["data"]["answered"] is False

    def test_streaming_is_refused_without_json(self) -> None:
        assert "--json" in failure("ask", "Vad?", "--stream", status=2)
        assert "går inte att nå" in failure("ask", "Vad?", "--json", "--stream", "--server", NO_SERVER)


def test_an_option_of_the_chat_alone_is_not_passed_over_before_a_verb() -> None:
    assert failure("--no-history", "ask", "Vad?", status=2).startswith("Valet --no-history hör till samtalet")
    assert failure("--plain", "ask", "Vad?", status=2).startswith("Skriv --plain efter kommandot: belagg ask --plain")
