"""The conversation line by line, for screen readers, pipes and plain terminals: nothing moves on the screen."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TextIO

from server.schema import AskReply
from server.schema_reading import PassageReply
from tui.client import AskClient, AskFailed
from tui.exchanges import as_history
from tui.keeping import Keeping
from tui.plain import (
    UNWRAPPED,
    Source,
    answer_lines,
    in_quotes,
    number_of,
    read_as,
    reference,
    sources_of,
    text_of,
)

PROMPT: Final = "Fråga: "
GREETING: Final = "Belägg. Skriv en fråga och tryck Enter. :hjälp räknar upp kommandona, :avsluta avslutar."
COMMANDS: Final = {
    "hjälp": "räkna upp kommandona",
    "källa": "läs källan med det numret i sitt sammanhang, till exempel :källa 1",
    "svar": "läs det senaste svaret en gång till",
    "igen": "ställ den senaste frågan en gång till",
    "ny": "börja ett nytt samtal",
    "avsluta": "avsluta",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """Where lines come from and go to; `echo` writes what was read, where nobody saw it being typed."""

    given: BinaryIO
    shown: TextIO
    echo: bool

    def read(self, prompt: str) -> str | None:
        """The next line; None when there are no more."""
        self._put(prompt)
        line = self.given.readline()
        text = line.decode(errors="replace").strip()
        if self.echo or not line:
            self._put(f"{text}\n")
        return text if line else None

    def write(self, lines: Iterable[str]) -> None:
        """Writes the lines, without what would steer a terminal."""
        self._put("".join(f"{line}\n" for line in lines))

    def _put(self, text: str) -> None:
        self.shown.write("".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc"))
        self.shown.flush()


class PlainChat:
    """Reads questions and writes answers until there are no more; Ctrl-C stops the answer, or ends at the prompt."""

    def __init__(self, lines: Lines, keeping: Keeping) -> None:
        self._lines = lines
        self._keeping = keeping
        self._turns: list[tuple[str, AskReply]] = []
        self._numbers: dict[str, str] = {}
        """Diarienummer of what the last answer cites."""
        self._question = ""
        """What was asked last, answered or not."""
        self.failed = False
        """Whether the last question could not be asked."""

    def run(self, connect: Callable[[], Awaitable[AskClient]]) -> None:
        """Talks with the client until the end.

        Raises:
            AskFailed: there is no client.
        """
        with asyncio.Runner() as runner:
            self._lines.write([GREETING, "Laddar biblioteket …"])
            try:
                client = runner.run(_made(connect))
            except KeyboardInterrupt:
                self._lines.write([""])
                return
            try:
                self._talk(runner, client)
            finally:
                runner.run(client.aclose())

    def _talk(self, runner: asyncio.Runner, client: AskClient) -> None:
        while True:
            try:
                line = self._lines.read(PROMPT)
            except KeyboardInterrupt:
                self._lines.write([""])
                return
            if line is None or _command(line)[0] == "avsluta":
                return
            try:
                runner.run(self._take(client, line))
            except KeyboardInterrupt:
                self._lines.write(["", "Avbruten. :igen ställer frågan en gång till."])

    async def _take(self, client: AskClient, line: str) -> None:
        """Does what one line asks for."""
        name, rest = _command(line)
        if name == "källa":
            await self._read_source(client, rest)
        elif name == "igen" and self._question:
            await self._ask(client, self._question)
        elif name:
            self._lines.write(self._said(name))
        elif line:
            await self._ask(client, line)

    def _said(self, name: str) -> Iterator[str]:
        """What a command answers that needs no library."""
        if name == "hjälp":
            yield from (f":{command} – {told}" for command, told in COMMANDS.items())
        elif name == "ny":
            self._turns.clear()
            self._keeping.begin()
            yield "Nytt samtal."
        elif name == "svar" and self._turns:
            yield from answer_lines(self._turns[-1][1], UNWRAPPED, self._numbers)
        elif name in COMMANDS:
            yield "Du har inte frågat något ännu."
        else:
            yield f"Kommandot :{name} finns inte. :hjälp räknar upp dem som finns."

    async def _ask(self, client: AskClient, question: str) -> None:
        self._question, self.failed = question, False
        try:
            reply = await client.ask(question, as_history(self._turns))
        except AskFailed as error:
            self.failed = True
            self._lines.write([str(error), "Frågan är kvar: :igen ställer den en gång till."])
            return
        self._turns.append((question, reply))
        self._numbers = await self._keeping.diarienummer(client, reply)
        understood = read_as(question, reply)
        self._lines.write([*filter(None, [understood]), *answer_lines(reply, UNWRAPPED, self._numbers), ""])
        await self._keeping.keep(client, question, reply)

    async def _read_source(self, client: AskClient, wanted: str) -> None:
        sources = sources_of(self._turns[-1][1]) if self._turns else ()
        source = next((each for each in sources if str(number_of(each)) == wanted), None)
        if source is None:
            self._lines.write([_choices(sources)])
            return
        try:
            passage = await client.passage(source.passage_id)
        except AskFailed as error:
            self._lines.write([str(error)])
            return
        self._lines.write([f"Källa {wanted}: {reference(source, self._numbers)}", *_in_context(source, passage), ""])


async def _made(connect: Callable[[], Awaitable[AskClient]]) -> AskClient:
    return await connect()


def _in_context(source: Source, passage: PassageReply) -> Iterator[str]:
    """The words of a source, and what stands around them."""
    yield f"Citat: {in_quotes(text_of(source))}"
    for name, text in (("Före", passage.before), ("Passagen", passage.text), ("Efter", passage.after)):
        if text.strip():
            yield f"{name}:"
            yield from filter(str.strip, text.splitlines())


def _choices(sources: tuple[Source, ...]) -> str:
    if not sources:
        return "Det finns inga källor att läsa; ställ en fråga först."
    return f"Skriv :källa och ett av numren {', '.join(str(number_of(source)) for source in sources)}."


def _command(line: str) -> tuple[str, str]:
    """The name of the command on a line and what follows it; no name where the line is a question.

    The beginning of a name is enough, and so are letters without their dots and rings.
    """
    if not line.startswith(":"):
        return "", line
    typed, _, rest = line[1:].strip().partition(" ")
    names = (name for name in COMMANDS if typed and _bare(name).startswith(_bare(typed)))
    return next(names, typed or "hjälp"), rest.strip()


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
