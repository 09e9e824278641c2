"""Pages that are pictures of text, read by Tesseract with its Swedish data: a program of the system, not a library.

Pages are read several at a time. What is not read when the time is up is left, and told.
"""

import csv
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import median

from ingest.layout import Line
from ingest.pdfium import Picture
from ingest.runs import Run

INSTALL = "Installera tesseract-ocr och tesseract-ocr-swe (i Debian och Ubuntu: apt install tesseract-ocr-swe)"
DOTS = 300
"""Dots an inch at which a page is to be looked at."""

_LANGUAGE = "swe"
_PAGE_S = 60.0
_AT_ONCE = 4
_WORD = "5"  # level of a word in Tesseract's table
_LINE = ("block_num", "par_num", "line_num")
_SIGNS = 80.0  # percent of confidence below which a word without letters and figures is a smudge
_SURE = 30.0  # percent of confidence below which a line is a smudge
_LARGER = 1.35  # times the usual height from which on a line is large print
_STEP = 0.25  # large print is told apart in steps of so many usual heights
_MUCH_LARGER = 1.7
_HEIGHT = 0.72  # of its size is how high a word usually is


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a picture, and how sure of it Tesseract is, from 0 to 1."""

    lines: tuple[Line, ...]
    confidence: float


@cache
def can_recognise() -> bool:
    """Whether Tesseract and its Swedish data are installed."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=_PAGE_S)
    return _LANGUAGE in told.stdout.split()


def recognise(pages: Iterable[int], look: Callable[[int], Picture | None], seconds: float) -> Mapping[int, Recognised]:
    """Reads the pages, by index; those that take too long, and those left when the time is up, are left out.

    Args:
        pages: which.
        look: what a page looks like, at `DOTS`, or None; asked for one page at a time.
        seconds: how long all of it may take.
    """
    ends = time.monotonic() + seconds
    found: dict[int, Recognised] = {}
    workers = max(1, min(_AT_ONCE, os.cpu_count() or 1))
    with ThreadPoolExecutor(workers) as pool:
        for batch in _batches(pages, workers):
            if time.monotonic() >= ends:
                break
            waiting = [(index, pool.submit(_read, look(index), index, ends)) for index in batch]
            found |= {index: read for index, held in waiting if (read := held.result()) is not None}
    return found


def _batches(pages: Iterable[int], size: int) -> Iterator[list[int]]:
    held: list[int] = []
    for page in pages:
        held.append(page)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


def _read(picture: Picture | None, index: int, ends: float) -> Recognised | None:
    if picture is None:
        return None
    height, width = picture.shape
    command = ["tesseract", "stdin", "stdout", "-l", _LANGUAGE, "--dpi", str(DOTS), "--psm", "3", "tsv"]
    try:
        told = subprocess.run(
            command,
            input=b"P5 %d %d 255\n" % (width, height) + picture.tobytes(),
            capture_output=True,
            check=True,
            timeout=max(1.0, min(_PAGE_S, ends - time.monotonic())),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return _recognised(told.stdout.decode("utf-8", "replace"), index, height)


def _recognised(table: str, index: int, height: int) -> Recognised:
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == _WORD and row["text"].strip() and not _is_smudge(row)]
    lines = [list(line) for _, line in groupby(words, key=lambda row: tuple(row[k] for k in _LINE))]
    kept = [line for line in lines if _confidence(line) >= _SURE]
    usual = median(_height(line) for line in kept) if kept else 0.0
    every = [word for line in kept for word in line]
    return Recognised(
        tuple(_line(line, index, height, usual) for line in kept), _confidence(every) / 100 if every else 0.0
    )


def _is_smudge(word: Mapping[str, str]) -> bool:
    """Whether a word is but a stroke or a dot that Tesseract itself doubts."""
    return float(word["conf"]) < _SIGNS and not any(character.isalnum() for character in word["text"])


def _confidence(words: list[dict[str, str]]) -> float:
    """How sure the words are, in percent, long ones counting for more."""
    letters = sum(len(word["text"]) for word in words)
    return sum(float(word["conf"]) * len(word["text"]) for word in words) / letters


def _height(line: list[dict[str, str]]) -> float:
    return median(float(word["height"]) for word in line)


def _line(words: list[dict[str, str]], index: int, height: int, usual: float) -> Line:
    """A line in points; its size is the usual one unless it is clearly larger."""
    points = 72 / DOTS
    share = _height(words) / usual if usual else 1.0
    large = share >= (_LARGER if len(words) > 1 else _MUCH_LARGER)  # a word alone may be all ascenders and descenders
    size = round(usual * points / _HEIGHT, 1) * (round(share / _STEP) * _STEP if large else 1.0)
    bottom = median(float(word["top"]) + float(word["height"]) for word in words)
    left, last = words[0], words[-1]
    run = Run(
        " ".join(word["text"] for word in words),
        float(left["left"]) * points,
        (height - bottom) * points,
        round(size, 2),
        False,
        (float(last["left"]) + float(last["width"])) * points,
        space=0.25 * size,
    )
    return Line(index, (run,))
