"""The options that several verbs share, or that say much of themselves; and what they are otherwise."""

from pathlib import Path
from typing import Annotated

import typer

LibraryOption = Annotated[
    Path, typer.Option("--library", envvar="BELAGG_LIBRARY", help="Bibliotekets mapp.", metavar="MAPP")
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model", envvar="BELAGG_MODEL", help="”bundled”, eller en sentence-transformers-modell.", metavar="MODELL"
    ),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", envvar="BELAGG_CACHE", help="Mapp för förberedda modeller.", metavar="MAPP")
]
ReaderOption = Annotated[
    bool,
    typer.Option(
        "--reader/--no-reader", envvar="BELAGG_READER", help="Låt läsmodellen vara med och välja svaret, eller inte."
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="BELAGG_STORE",
        help="Läs biblioteket ur Milvus i stället för ur mappen: milvus://VÄRD:PORT, eller en fil som slutar på .db.",
        metavar="ADRESS",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON.")]
SynonymsOption = Annotated[Path, typer.Option("--synonyms", help="Fil med ord som betyder detsamma.", metavar="FIL")]
QuestionsOption = Annotated[
    Path, typer.Option("--questions", help="Kontrollfrågor, som bygget inte får tappa.", metavar="FIL")
]
ToleranceOption = Annotated[
    int, typer.Option("--tolerance", help="Andel av dem som får tappas, i procent.", min=0, max=100, metavar="ANDEL")
]
MinutesOption = Annotated[
    float | None,
    typer.Option(
        "--minutes-per-file",
        envvar="BELAGG_MINUTES_PER_FILE",
        help="Så länge får en fil ta att läsa; annars 2 minuter, och mer för en stor fil.",
        min=0.01,
        metavar="MINUTER",
    ),
]
MemoryOption = Annotated[
    int | None,
    typer.Option(
        "--memory-per-file",
        envvar="BELAGG_MEMORY_PER_FILE",
        help="Så mycket minne får en fil kräva; annars 1000 MB.",
        min=100,
        metavar="MB",
    ),
]
PagesOption = Annotated[
    int | None,
    typer.Option(
        "--pages-per-file",
        envvar="BELAGG_PAGES_PER_FILE",
        help="Så många sidor får en PDF ha; annars 2000.",
        min=1,
        metavar="ANTAL",
    ),
]
DEFAULT_LIBRARY = Path("library")
DEFAULT_MODEL = "bundled"
DEFAULT_SYNONYMS = Path("corpus/synonymer.toml")
DEFAULT_QUESTIONS = Path("corpus/kontrollfragor.jsonl")
DEFAULT_TOLERANCE = 5


def cache_folder(given: Path | None) -> Path:
    """The folder of prepared models."""
    import platformdirs  # noqa: PLC0415 - late: the command starts fast

    return given or platformdirs.user_cache_path("belagg")
