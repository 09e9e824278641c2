"""What `belagg export --to` does; the verb itself is in `tui.history_command`, which exports conversations too."""

# Heavy modules are imported inside, so that the command starts fast.
# ruff: noqa: PLC0415

from pathlib import Path

import typer

from index.opening import open_shelf
from index.options import cache_folder


def send_library(to: str, keep: int, library: Path, model: str, cache: Path | None, *, as_json: bool) -> None:
    """Sends the library to a store, tries it there, and serves it there."""
    import json
    from dataclasses import asdict

    from rich.console import Console

    from index.exporting import export
    from index.generations import Generations
    from index.models import query_model
    from index.progress_bars import bars

    folder = Generations(library).served()
    shelf = open_shelf(to, may_create=True)
    with bars(Console(stderr=True)) as shown:
        embedder = query_model(model, cache_folder(cache), lambda stage: shown.stage(f"Förbereder: {stage}", 0, 0))
        done = export(folder, shelf, embedder, keep, shown.stage)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    typer.echo(f"{to} visar nu version {done.generation}: {done.documents} dokument, {done.passages} passager.")
    typer.echo(
        f"{done.sent} dokument skickades. {done.alike} av {done.asked} frågor ger samma fem första träffar där som "
        f"här. Det tog {done.took_s:.0f} s."
    )
