"""The real command in a real terminal (tmux): what is left of it when one presses Ctrl+C, and when it is resized."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi.responses import StreamingResponse

from server.schema import AskReply, AskRequest, FoundHits, TextPiece
from server.streaming import MEDIA_TYPE, event
from tests.tui.canned_replies import about_municipalities
from tests.tui.canned_server import Canned, canned_app

ROOT = Path(__file__).resolve().parents[2]
BELAGG = Path(sys.executable).with_name("belagg")
PROMPT = "SKALET>"
PATIENCE_S = 60


@dataclass(frozen=True)
class Terminal:
    """A terminal of its own, with a shell in it."""

    socket: Path

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self.socket), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "prov", "-l", text)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "prov", *keys)

    def shown(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "prov")

    def until(self, words: str) -> str:
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            shown = self.shown()
            if words in " ".join(shown.split()):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{words!r} did not come:\n{self.shown()}")

    def asks(self) -> bool:
        """Whether it is the shell that waits for what is typed."""
        return self.shown().rstrip().endswith(PROMPT)

    def modes(self) -> str:
        """Whether a program left the other screen, the mouse, or a hidden cursor behind."""
        return self.tmux("display", "-p", "-t", "prov", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}").strip()


def slowly(reply: AskReply) -> Iterator[bytes]:
    """The answer piece by piece, for as long as one needs to do something meanwhile."""
    yield event("hits", FoundHits(hits=reply.hits, understood=reply.understood, library=reply.library))
    for place in range(200):
        yield event("text", TextPiece(text=f"stycke {place} ", at=(place * 12, place * 12 + 12)))
        time.sleep(0.05)
    yield event("done", reply)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A server that answers slowly."""
    app = canned_app(Canned())
    app.router.routes = [route for route in app.router.routes if getattr(route, "path", "") != "/api/ask"]

    @app.post("/api/ask", response_model=None)
    def ask(request: AskRequest) -> StreamingResponse:
        return StreamingResponse(slowly(about_municipalities(request.question)), media_type=MEDIA_TYPE)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    assert shutil.which("tmux"), "tmux is needed; .ci/run installs it"
    held = Terminal(tmp_path / "t")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELAGG_", "TMUX", "NO_COLOR"))}
    env = kept | {"HOME": str(tmp_path), "PS1": f"{PROMPT} ", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    start = [
        "tmux",
        "-S",
        str(held.socket),
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-s",
        "prov",
        "-x",
        "100",
        "-y",
        "30",
    ]
    subprocess.run([*start, "bash", "--norc", "--noprofile"], env=env, cwd=tmp_path, timeout=60, check=True)
    try:
        yield held
    finally:
        held.tmux("kill-server")


def begin(terminal: Terminal, url: str, until: str = "12 dokument") -> None:
    """Begin the chat; the shell asks for more when it has ended."""
    chat = [str(BELAGG), "--server", url, "--no-history"]
    terminal.until(PROMPT)
    terminal.type(shlex.join(chat))
    terminal.press("Enter")
    if until:
        terminal.until(until)


def interrupt(terminal: Terminal) -> None:
    """Press Ctrl+C until the chat ends, and see that it leaves nothing behind."""
    ends = time.monotonic() + PATIENCE_S
    while not terminal.asks() and time.monotonic() < ends:
        terminal.press("C-c")
        time.sleep(0.5)
    assert "Traceback" not in terminal.shown()
    terminal.type("echo hel $((40 + 2))")
    terminal.press("Enter")
    terminal.until("hel 42")
    assert terminal.modes() == "0 0 1"


@pytest.mark.parametrize("delay_s", [0.2, 1.0])
def test_ctrl_c_while_it_starts_leaves_the_terminal_clean(terminal: Terminal, url: str, delay_s: float) -> None:
    begin(terminal, url, until="")
    time.sleep(delay_s)
    interrupt(terminal)


@pytest.mark.parametrize("keys", [(), ("F1",), ("F3",), ("F4",), ("C-p",)], ids=str)
def test_ctrl_c_on_any_screen_leaves_the_terminal_clean(terminal: Terminal, url: str, keys: tuple[str, ...]) -> None:
    begin(terminal, url)
    if keys:
        terminal.press(*keys)
        time.sleep(0.5)
    interrupt(terminal)


def test_one_may_type_paste_and_resize_while_an_answer_streams_and_then_interrupt_it(
    terminal: Terminal, url: str
) -> None:
    begin(terminal, url)
    terminal.type("Hur många kommuner?")
    terminal.press("Enter")
    terminal.until("stycke 3")
    for columns, lines in ((80, 24), (200, 60), (40, 10), (100, 30)):
        terminal.tmux("resize-window", "-t", "prov", "-x", str(columns), "-y", str(lines))
        time.sleep(0.2)
    terminal.type("Och nu?")
    terminal.until("Och nu?")
    terminal.until("stycke 60")
    interrupt(terminal)


def test_ten_thousand_characters_are_pasted_and_too_long_a_question_is_given_back(terminal: Terminal, url: str) -> None:
    begin(terminal, url)
    terminal.tmux("set-buffer", "-b", "text", "ordrik " * 1_430)
    terminal.tmux("paste-buffer", "-p", "-b", "text", "-t", "prov")
    terminal.until("ordrik ordrik")
    time.sleep(1)
    terminal.press("Enter")
    terminal.until("Frågan är för lång")
    terminal.until("ordrik ordrik")
    interrupt(terminal)
