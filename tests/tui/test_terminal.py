"""The real command in a real terminal (tmux): what is left of it when one presses Ctrl+C, and when it is resized."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
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
CLEAN = "0 0 1"
"""The other screen and the mouse let go of, the cursor shown."""


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

    def wait(self, there: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE_S
        while not there():
            assert time.monotonic() < ends, self.shown()
            time.sleep(0.1)

    def until(self, words: str) -> None:
        self.wait(lambda: words in " ".join(self.shown().split()))

    def asks(self) -> bool:
        """Whether it is the shell that waits for what is typed."""
        return self.shown().rstrip().endswith(PROMPT)

    def modes(self) -> str:
        """Whether the other screen, the mouse and the cursor are on, as ones and noughts."""
        return self.tmux("display", "-p", "-t", "prov", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}").strip()


def slowly(reply: AskReply) -> Iterator[bytes]:
    """The answer piece by piece, for as long as one needs to do something meanwhile."""
    yield event("hits", FoundHits(hits=reply.hits, understood=reply.understood, library=reply.library))
    for place in range(600):
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


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """One for all the tests: what one of them left behind would show in the next."""
    assert shutil.which("tmux"), "tmux is needed; .ci/run installs it"
    home = tmp_path_factory.mktemp("terminal")
    held = Terminal(home / "t")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELAGG_", "TMUX", "NO_COLOR"))}
    env = kept | {"HOME": str(home), "PS1": f"{PROMPT} ", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    tmux = ["tmux", "-S", str(held.socket), "-f", "/dev/null"]
    start = [*tmux, *shlex.split("new-session -d -s prov -x 100 -y 30 bash --norc --noprofile")]
    subprocess.run(start, env=env, cwd=home, timeout=60, check=True)
    try:
        yield held
    finally:
        held.tmux("kill-server")


def begin(terminal: Terminal, url: str) -> None:
    """Begin the chat; the shell asks for more when it has ended."""
    terminal.type("clear")
    terminal.press("Enter")
    terminal.wait(terminal.asks)
    terminal.type(shlex.join([str(BELAGG), "--server", url, "--no-history"]))
    terminal.press("Enter")


def interrupt(terminal: Terminal) -> None:
    """Press Ctrl+C until the chat ends, and see that it leaves nothing behind."""

    def ended() -> bool:
        if not terminal.asks():
            terminal.press("C-c")
            time.sleep(0.3)
        return terminal.asks()

    terminal.wait(ended)
    assert "Traceback" not in terminal.shown()
    assert terminal.modes() == CLEAN
    terminal.type("echo hel $((40 + 2))")
    terminal.press("Enter")
    terminal.until("hel 42")


def test_ctrl_c_at_the_first_paint_leaves_the_terminal_clean(terminal: Terminal, url: str) -> None:
    begin(terminal, url)
    terminal.wait(lambda: terminal.modes().startswith("1"))
    interrupt(terminal)


def test_a_paste_of_ten_thousand_characters_is_taken_and_ctrl_c_leaves_from_a_dialog(
    terminal: Terminal, url: str
) -> None:
    begin(terminal, url)
    terminal.until("12 dokument")
    terminal.tmux("set-buffer", "-b", "text", "ordrik " * 1_430)
    terminal.tmux("paste-buffer", "-p", "-b", "text", "-t", "prov")
    terminal.until("ordrik ordrik")
    time.sleep(1)
    terminal.press("Enter")
    terminal.until("Frågan är för lång")
    terminal.until("ordrik ordrik")
    terminal.press("F1")
    terminal.until("Överallt")
    interrupt(terminal)


def test_one_may_type_and_resize_while_an_answer_streams_and_then_interrupt_it(terminal: Terminal, url: str) -> None:
    begin(terminal, url)
    terminal.until("12 dokument")
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
