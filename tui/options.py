"""The options that the chat's verbs share, and where the history is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from tui.conversations import Conversations

ServerOption = Annotated[
    str | None, typer.Option("--server", envvar="BELAGG_SERVER", help="Fråga en server i stället.", metavar="URL")
]
KeyOption = Annotated[
    str | None,
    typer.Option("--key", envvar="BELAGG_KEY", help="Nyckel till servern, om det behövs.", metavar="NYCKEL"),
]
DocOption = Annotated[list[str] | None, typer.Option("--doc", help="Sök bara i dokumentet.", metavar="DOKUMENT")]
KindOption = Annotated[list[str] | None, typer.Option("--kind", help="Sök bara i slaget.", metavar="SLAG")]
YearOption = Annotated[list[int] | None, typer.Option("--year", help="Sök bara i året.", metavar="ÅR")]
JsonOption = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]
PlainOption = Annotated[
    bool, typer.Option("--plain", help="Skriv ren text rad för rad, för skärmläsare och andra program.")
]
LanguageOption = Annotated[
    Literal["sv", "en"] | None,
    typer.Option(
        "--language",
        envvar="BELAGG_LANGUAGE",
        help="Språk i samtalet: sv eller en. Annars det som valdes senast.",
        metavar="SPRÅK",
    ),
]
ThemeOption = Annotated[
    Literal["light", "dark", "contrast"] | None,
    typer.Option(
        "--theme",
        envvar="BELAGG_THEME",
        help="Färger: light, dark eller contrast. Annars de som valdes senast.",
        metavar="FÄRGER",
    ),
]
HistoryOption = Annotated[
    bool,
    typer.Option(
        "--history/--no-history", envvar="BELAGG_HISTORY", help="Spara samtalet på den här datorn, eller låt bli."
    ),
]
HistoryFileOption = Annotated[
    Path | None,
    typer.Option(
        "--history-file",
        envvar="BELAGG_HISTORY_FILE",
        help="Filen med sparade samtal; annars i användarens datamapp.",
        metavar="FIL",
    ),
]


def history_store(file: Path | None) -> "Conversations":
    """The conversations in `file`, or in the one that is used otherwise; nothing is opened yet."""
    import platformdirs  # noqa: PLC0415 - late: the command starts fast

    from tui.conversations import Conversations  # noqa: PLC0415 - late: the command starts fast

    return Conversations(file or platformdirs.user_data_path("belagg") / "samtal.sqlite")
