"""The options that several of the operator's verbs share."""

from pathlib import Path
from typing import Annotated

import typer

KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", envvar="BELAGG_KEYS", help="Filen med nycklar; annars i bibliotekets mapp.", metavar="FIL"),
]


def keys_file(given: Path | None, library: Path) -> Path:
    """The file of keys."""
    return given or library / "keys.json"
