"""The options of the operator's verbs that say much of themselves, or that several share."""

from pathlib import Path
from typing import Annotated

import typer

KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", envvar="BELAGG_KEYS", help="Filen med nycklar; annars i bibliotekets mapp.", metavar="FIL"),
]
OpenOption = Annotated[bool, typer.Option("--open", help="Låt alla läsa utan nyckel, på vilken adress som helst.")]
RequireKeysOption = Annotated[
    bool, typer.Option("--require-keys", help="Kräv nyckel för att läsa, också på den egna datorn.")
]
NamesOption = Annotated[
    list[str] | None,
    typer.Option("--name", help="Värdnamn som servern nås under, till exempel genom en proxy.", metavar="NAMN"),
]
OriginsOption = Annotated[
    list[str] | None,
    typer.Option("--allow-origin", help="Webbplats vars sidor får fråga servern; annars ingen.", metavar="URL"),
]
ProxiesOption = Annotated[
    list[str] | None,
    typer.Option("--proxy", help="Proxy på en annan dator, som säger varifrån en fråga kommer.", metavar="ADRESS"),
]
PerMinuteOption = Annotated[
    int,
    typer.Option(
        "--per-minute", help="Så ofta får en nyckel eller adress fråga; 0: hur ofta som helst.", min=0, metavar="ANTAL"
    ),
]
AtOnceOption = Annotated[
    int, typer.Option("--at-once", help="Så många frågor besvaras samtidigt.", min=1, metavar="ANTAL")
]
LogQuestionsOption = Annotated[
    bool, typer.Option("--log-questions", help="Skriv också i loggen vad som frågas. Se docs/drift.md först.")
]


def keys_file(given: Path | None, library: Path) -> Path:
    """The file of keys."""
    return given or library / "keys.json"
