"""What the chat costs, seen from a terminal: first paint, ready for a question, a key while an answer comes."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen, TimeoutExpired

SIZE = struct.pack("HHHH", 30, 100, 0, 0)
PAINTED, READY = "kriv en fråga", "passager"
"""Signs that are painted in one piece: on the first letter of the field the cursor stands."""
KEYS = "§¤½£¥¢¬¦±µ×÷ðþøæ¶¿ßł"
"""Signs that no answer holds, each of them once, so that the echo of each is known."""
LIMIT_S = 120.0
QUIT = "\x11"


class ChatFailed(Exception):
    """The chat did not show what was waited for."""


@dataclass(slots=True)
class Terminal:
    """The person's end of the chat's terminal, and what was painted there since what was waited for last."""

    end: int
    shown: bytes = b""

    def type(self, text: str) -> None:
        """Press the keys of `text`."""
        os.write(self.end, text.encode())

    def seconds_until(self, sign: str) -> float:
        """How long it takes until `sign` is painted.

        Raises:
            ChatFailed: it was not.
        """
        begun, wanted = time.perf_counter(), sign.encode()
        while wanted not in self.shown:
            left = begun + LIMIT_S - time.perf_counter()
            if left <= 0 or not select.select([self.end], [], [], left)[0]:
                raise ChatFailed(f"the chat never showed {sign!r}")
            try:
                self.shown += os.read(self.end, 65_536)
            except OSError as error:  # nobody is at the other end
                raise ChatFailed(f"the chat ended before it showed {sign!r}") from error
        self.shown = self.shown.partition(wanted)[2]
        return time.perf_counter() - begun


@contextmanager
def chatting(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Terminal]:
    """The chat in a terminal of 100 columns, which nothing is kept of."""
    end, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, SIZE)
    told = {**environment, "TERM": "xterm-256color", "BELAGG_HISTORY": "0"}
    told.pop("NO_COLOR", None)
    process = Popen(arguments, env=told, stdin=inner, stdout=inner, stderr=inner, start_new_session=True)
    os.close(inner)
    try:
        yield Terminal(end)
        os.write(end, QUIT.encode())
        process.wait(timeout=20)
    except TimeoutExpired:
        pass  # ended below
    finally:
        process.kill()
        process.wait()
        os.close(end)


@dataclass(frozen=True, slots=True)
class ChatTimes:
    """Seconds to the first paint, until the library is there, and for each of the keys from Enter on."""

    painted: float
    ready: float
    keys: tuple[float, ...]


def chat_times(arguments: Sequence[str], environment: Mapping[str, str], question: str) -> ChatTimes:
    """Begin the chat, ask, and go on typing while the answer comes."""
    with chatting(arguments, environment) as terminal:
        painted = terminal.seconds_until(PAINTED)
        ready = painted + terminal.seconds_until(READY)
        terminal.type(question + "\r")
        keys = []
        for key in KEYS:
            terminal.type(key)
            keys.append(terminal.seconds_until(key))
        return ChatTimes(painted, ready, tuple(keys))
