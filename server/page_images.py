"""Pages of PDFs as pictures, drawn in a process of their own and remembered for a while."""

import logging
import pickle
import threading
import time
from contextlib import suppress
from pathlib import Path

from ingest.confined import Confined, Fate, Overrun
from server.drawing import MEMORY_MB, Drawing, Drawn
from server.errors import CannotDraw
from server.remembered import Remembered

logger = logging.getLogger(__name__)

_MODULE = "server.page_drawing"
_SECONDS = 10.0
_WAIT_S = 5.0
_REFUSED_S = 60.0  # how long a page that was too much is not tried again
_REMEMBERED_BYTES = 32 * 1_048_576
_NOT_DRAWN = "Sidan går inte att rita. Läs dess text, eller öppna källfilen."


class PageImages:
    """Draws pages. Safe to use from several threads, which wait for each other."""

    def __init__(self, module: str = _MODULE, seconds: float = _SECONDS) -> None:
        self._module = module
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: Confined | None = None
        self._drawn: Remembered[Drawing, Drawn] = Remembered(_REMEMBERED_BYTES)
        self._refused: dict[tuple[Path, int], float] = {}

    def draw(self, drawing: Drawing) -> Drawn:
        """The page's picture; `drawing` names the source by its digest, so what is remembered is never another's.

        Raises:
            CannotDraw: the page is too much to draw, or too many are waited for.
        """
        if (held := self._drawn.get(drawing)) is not None:
            return held
        if not self._turn.acquire(timeout=_WAIT_S):
            raise CannotDraw("Det är för många som vill se sidor just nu. Försök igen om en stund.")
        try:
            drawn = self._drawn.get(drawing) or self._draw(drawing)
        finally:
            self._turn.release()
        self._drawn.keep(drawing, drawn, len(drawn.png))
        return drawn

    def warm(self) -> None:
        """Begins the process, so that the first page need not wait for it."""
        with self._turn, suppress(Overrun):  # it is tried again, and told, when a page is wanted
            self._begun()

    def _begun(self) -> Confined:
        if self._process is None:
            self._process = Confined(self._module, MEMORY_MB, MEMORY_MB)
        return self._process

    def _draw(self, drawing: Drawing) -> Drawn:
        page = drawing.path, drawing.page
        if self._refused.get(page, 0.0) > time.monotonic():
            raise CannotDraw(_NOT_DRAWN)
        drawn = self._asked(drawing)
        if drawn is None:
            self._refused = {one: until for one, until in self._refused.items() if until > time.monotonic()}
            self._refused[page] = time.monotonic() + _REFUSED_S
            raise CannotDraw(_NOT_DRAWN)
        return drawn

    def _asked(self, drawing: Drawing) -> Drawn | None:
        try:
            drawn: Drawn | None = pickle.loads(self._begun().ask(drawing, self._seconds))
        except Overrun as error:
            self._end()
            logger.warning("page %d of %s was not drawn: %s", drawing.page, drawing.path.name, error.fate.name)
            if error.fate is Fate.NOT_BEGUN:
                raise CannotDraw("Sidor kan inte visas som bilder på den här servern just nu.") from error
            return None
        return drawn

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def close(self) -> None:
        """Ends the process."""
        with self._turn:
            self._end()
