"""A process that draws, and does harm at some widths: what a page would do that a library of others cannot bear."""

import os
import signal
import time

from server import page_drawing
from server.drawing import Drawing, Drawn


def serve() -> None:
    drawn = page_drawing.drawn

    def act(drawing: Drawing) -> Drawn | None:
        if drawing.width == 666:
            os.kill(os.getpid(), signal.SIGSEGV)
        if drawing.width == 667:
            time.sleep(600)
        return drawn(drawing)

    page_drawing.serve(act)
