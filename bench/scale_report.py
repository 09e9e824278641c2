"""`python -m bench.scale_report`: the table and the plot in docs/skala.md, out of what `bench.scale` measured."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.command import ROOT
from bench.figures import number, put_in_guide
from bench.scale import RESULTS, Size, read_fresh, read_sizes
from bench.scale_build import Built

PICTURE = ROOT / "docs" / "bilder" / "skala.svg"

Row = tuple[str, Callable[[Size], str]]


def rows(first: Size, fresh: Built) -> list[Row]:
    """What the table tells of each size: a name, and how it is said."""
    pace = _pace(fresh)
    return [
        ("meningar", lambda size: number(size.built.sentences, 0)),
        ("vektorer", lambda size: "flyttade" if size.built.moved else "räknade av modellen"),
        ("bygge: läsa, dela upp och spara", lambda size: _time(size.built.seconds["läsning"])),
        ("bygge: räkna vektorer, i modellens takt", lambda size: _time(size.built.passages / pace)),
        ("bygge: skriva och kontrollera", lambda size: _time(_written(size.built))),
        ("lägga till ett dokument", lambda size: _time(sum(size.added.seconds.values())) if size.added else "–"),
        ("mest minne under bygget", lambda size: _bytes(size.built.peak_mb)),
        ("på disk", lambda size: _bytes(sum(size.disk_mb.values()))),
        ("– därav delordens vektorer", lambda size: _bytes(size.disk_mb.get("tokens", 0.0))),
        ("serverns eget minne", lambda size: _bytes(size.searched.anonymous_mb)),
        ("– läst ur filer, delat mellan servrar", lambda size: _bytes(size.searched.mapped_mb)),
        ("servern är redo efter", lambda size: _time(size.searched.started_s)),
        *[(f"sökning {name}, p50 och p95", _times(name, first)) for name in first.searched.times],
        ("av de tio närmaste passagerna hittas", lambda size: _share(size.recalled.passages)),
        ("av de tio närmaste meningarnas passager hittas", lambda size: _share(size.recalled.sentences)),
    ]


def _times(name: str, first: Size) -> Callable[[Size], str]:
    def said(size: Size) -> str:
        (p50, p95), before = size.searched.times[name], first.searched.times[name][0]
        return f"{p50:.0f} och {p95:.0f} ms ({number(p50 / before, 1)} ×)"

    return said


def _pace(fresh: Built) -> float:
    """Passages a second; vectors are made while documents are read, too."""
    return fresh.passages / (fresh.seconds["läsning"] + fresh.seconds["vektorer"])


def _written(built: Built) -> float:
    return sum(built.seconds[stage] for stage in ("skrivning", "kontroll", "publicering"))


def _time(seconds: float) -> str:
    for longest, each, unit in ((90, 1, "s"), (5400, 60, "min")):
        if seconds < longest:
            return f"{number(seconds / each, 1)} {unit}"
    return f"{number(seconds / 3600, 1)} timmar"


def _bytes(mb: float) -> str:
    return f"{number(mb, 0)} MB" if mb < 1000 else f"{number(mb / 1000, 1)} GB"


def _share(part: float) -> str:
    return f"{number(100 * part, 1)} %"


def table(sizes: Mapping[int, Size], fresh: Built) -> str:
    """In Markdown, a column a size."""
    every = [size for _, size in sorted(sizes.items())]
    head = ["", *(f"{number(size.built.passages, 0)} passager" for size in every)]
    lines = [head, ["---"] * len(head), *([name, *map(said, every)] for name, said in rows(every[0], fresh))]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)


def draw(sizes: Mapping[int, Size], fresh: Built, path: Path) -> None:
    """Draws how search, memory, disk and build grow, both axes logarithmic."""
    import matplotlib as mpl  # noqa: PLC0415 - the table needs none

    mpl.use("svg")
    mpl.rcParams.update({
        "svg.fonttype": "none",
        "svg.hashsalt": "belagg",
        "font.family": "sans-serif",
        "font.size": 10,
    })
    from matplotlib import pyplot, ticker  # noqa: PLC0415 - after it was told where to draw

    every = [size for _, size in sorted(sizes.items())]
    numbers = [size.built.passages for size in every]
    pace = _pace(fresh)
    panels: list[tuple[str, list[tuple[str, str, list[float]]]]] = [
        ("Sökning, ms", [
            ("p95", "s--", [size.searched.times["utan filter"][1] for size in every]),
            ("p50", "o-", [size.searched.times["utan filter"][0] for size in every]),
        ]),
        ("Minne och disk, GB", [
            ("på disk", "s--", [sum(size.disk_mb.values()) / 1000 for size in every]),
            ("serverns eget minne", "o-", [size.searched.anonymous_mb / 1000 for size in every]),
        ]),
        ("Bygge, minuter", [
            ("räkna vektorer", "s--", [each / pace / 60 for each in numbers]),
            ("allt annat", "o-", [(size.built.seconds["läsning"] + _written(size.built)) / 60 for size in every]),
        ]),
    ]  # fmt: skip
    figure, axes = pyplot.subplots(1, len(panels), figsize=(11, 3.6), layout="constrained")
    for axis, (title, lines) in zip(axes, panels, strict=True):
        for (name, form, values), colour in zip(lines, ("#9a3412", "#1d4ed8"), strict=True):
            axis.loglog(numbers, values, form, label=name, color=colour)
        axis.set_title(title)
        axis.set_xticks(numbers)
        axis.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
        for each in (axis.xaxis, axis.yaxis):
            each.set_major_formatter(
                ticker.FuncFormatter(
                    lambda value, _: number(value, 0) if value >= 1 else f"{value:g}".replace(".", ",")
                )
            )
            each.set_minor_formatter(ticker.NullFormatter())
        axis.set_xlabel("passager")
        axis.grid(visible=True, which="major", color="#cccccc", linewidth=0.6)
        axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both."""
    parser = argparse.ArgumentParser(prog="bench.scale_report")
    parser.add_argument("--results", type=Path, default=RESULTS, help="json")
    options = parser.parse_args(arguments)
    sizes, fresh = read_sizes(options.results), read_fresh(options.results)
    if not sizes or fresh is None:
        print(f"{options.results} finns inte: kör make scale först.", file=sys.stderr)
        return 1
    put_in_guide("scale", table(sizes, fresh))
    draw(sizes, fresh, PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
