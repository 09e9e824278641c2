"""Measured values: how they are shown and written."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from bench.command import ROOT, BenchFailed

GUIDE = ROOT / "docs" / "skala.md"
_DIGITS = ((100, 0), (10, 1), (0, 2))


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and how it came about. `ratio` is to what `against` names, measured in the same run."""

    name: str
    value: float
    unit: str
    note: str = ""
    ratio: float | None = None
    against: str = ""


def percentiles(times_ms: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th percentile."""
    if len(times_ms) < 2:
        return times_ms[0], times_ms[0]
    cuts = quantiles(times_ms, n=100, method="inclusive")
    return cuts[49], cuts[94]


def commit() -> str:
    """The checkout's commit, with a plus sign where it has been changed since."""
    run = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip()


def show(figure: Figure) -> None:
    """One row of the table, as soon as it is known."""
    print(f"{figure.name:<42}{figure.value:>10.2f} {figure.unit:<8}{compared(figure):<34}{figure.note}", flush=True)


def compared(figure: Figure) -> str:
    """The ratio, and to what."""
    return "" if figure.ratio is None else f"{figure.ratio:.2f} × {figure.against}"


def write(figures: Sequence[Figure], path: Path) -> None:
    """The table as JSON, with the machine that it holds for."""
    machine = {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    content = {
        "when": when,
        "commit": commit(),
        "machine": machine,
        "figures": [asdict(figure) for figure in figures],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def table(figures: Sequence[Figure]) -> str:
    """The figures in Markdown, numbers as Swedish writes them."""
    lines = ["| | | i förhållande till annat i samma mätning |", "|---|---|---|"]
    for figure in figures:
        said = f"{number(figure.value)} {figure.unit}".strip()
        lines.append(f"| {figure.name} | {said} | {compared(figure).replace('.', ',')} |".replace("|  |", "| |"))
    return "\n".join(lines)


def number(value: float, digits: int | None = None) -> str:
    """Three figures or more, or so many decimals, with a decimal comma and a space before thousands."""
    decimals = next(each for least, each in _DIGITS if abs(value) >= least) if digits is None else digits
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",")


def put_between(text: str, name: str, inserted: str) -> str:
    """The text with something else between the marks of this name.

    Raises:
        BenchFailed: a mark is missing.
    """
    begin, end = f"<!-- mätt: {name} -->", f"<!-- slut: {name} -->"
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not (begun and ended):
        raise BenchFailed(f"{begin} och {end} saknas")
    return f"{before}{begin}\n\n{inserted}\n\n{end}{after}"


def put_in_guide(name: str, inserted: str) -> None:
    """Puts what was measured where the guide to growing has marks of this name."""
    GUIDE.write_text(put_between(GUIDE.read_text(encoding="utf-8"), name, inserted), encoding="utf-8")
