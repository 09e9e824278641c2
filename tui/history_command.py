"""The verbs on conversations that were kept: conversations, export, notes, forget. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.export_command import send_library
from index.options import DEFAULT_LIBRARY, DEFAULT_MODEL, CacheOption, JsonOption, LibraryOption, ModelOption
from ingest.errors import ReaderFacingError
from tui.options import HistoryFileOption, history_store
from tui.swedish_help import Misused

if TYPE_CHECKING:
    from tui.conversations import Conversations

commands = typer.Typer()


class NoConversation(ReaderFacingError):
    """There is no conversation of that number."""


@commands.command()
def conversations(
    words: Annotated[list[str] | None, typer.Argument(help="Bara de där alla orden finns.", metavar="ORD")] = None,
    limit: Annotated[int, typer.Option(help="Antal samtal.", min=1, max=10_000, metavar="ANTAL")] = 50,
    as_json: JsonOption = False,
    history_file: HistoryFileOption = None,
) -> None:
    """Räkna upp de sparade samtalen, det senaste först: nummer, tid, antal frågor, namn."""
    from tui.export import conversations_json, moment_words

    with _opened(history_file) as store:
        found = store.page(" ".join(words or ()), limit)
    if as_json:
        typer.echo(conversations_json(found))
        return
    for each in found:
        questions = "1 fråga" if each.turns == 1 else f"{each.turns} frågor"
        typer.echo(f"{each.number}\t{moment_words(each.latest)}\t{questions}\t{each.name}")
    if not found:
        typer.echo("Inget samtal har de orden." if words else "Det finns inga sparade samtal.", err=True)


@commands.command()
def export(
    number: Annotated[
        int | None, typer.Argument(help="Samtalets nummer; se belagg conversations.", metavar="NUMMER")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="Skicka i stället biblioteket dit: milvus://VÄRD:PORT, eller en fil som slutar på .db.",
            metavar="ADRESS",
        ),
    ] = None,
    keep: Annotated[int, typer.Option(help="Med --to: så många versioner får finnas där.", min=1, metavar="ANTAL")] = 2,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    as_json: JsonOption = False,
    history_file: HistoryFileOption = None,
) -> None:
    """Skriv ut ett sparat samtal som Markdown, eller skicka biblioteket till Milvus med --to.

    Ett samtal skrivs ut med fullständiga källhänvisningar. Det som visas i Milvus byts ut först när det nya är prövat;
    en export som blev avbruten går vidare där den var.
    """
    if to is not None and number is None:
        send_library(to, keep, library, model, cache, as_json=as_json)
    elif number is not None and to is None:
        _print_conversation(number, history_file, as_json=as_json)
    else:
        raise Misused("Ange antingen numret på ett samtal, eller --to och en adress dit biblioteket ska.")


def _print_conversation(number: int, history_file: Path | None, *, as_json: bool) -> None:
    from tui.export import conversation_markdown, kept, turns_json

    with _opened(history_file) as store:
        found, turns = store.conversation(number), store.turns(number)
    if found is None:
        raise NoConversation(f"Det finns inget samtal {number}. Se belagg conversations.")
    text = turns_json(turns) if as_json else conversation_markdown(found.name, map(kept, turns))
    typer.echo(text, nl=as_json)


@commands.command()
def notes(as_json: JsonOption = False, history_file: HistoryFileOption = None) -> None:
    """Skriv ut de svar du har anmärkt på, som Markdown. Ingenting skickas; det gör du själv om du vill."""
    from tui.export import notes_markdown, turns_json

    with _opened(history_file) as store:
        turns = store.noted()
    if not turns and not as_json:
        typer.echo("Det finns inga anmärkningar.", err=True)
        return
    typer.echo(turns_json(turns) if as_json else notes_markdown(turns), nl=as_json)


@commands.command()
def forget(
    number: Annotated[
        int | None, typer.Argument(help="Samtalets nummer; annars alla samtal.", metavar="NUMMER")
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option(
            "--older-than", help="Bara samtal utan frågor på så många dagar.", min=0, max=36_500, metavar="DAGAR"
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fråga inte.")] = False,
    history_file: HistoryFileOption = None,
) -> None:
    """Radera sparade samtal ur historiken: alla, ett av dem eller de gamla."""
    from index.confirming import agreed_for_good

    age = timedelta(days=older_than) if older_than is not None else None
    with _opened(history_file) as store:
        going = store.would_forget(number, age)
        if number is not None and not going.conversations and age is None:
            raise NoConversation(f"Det finns inget samtal {number}. Se belagg conversations.")
        if not going.conversations:
            typer.echo("Det finns inga sådana samtal.")
            return
        what = _counted(going.conversations, going.turns, going.notes)
        if not yes and not agreed_for_good(f"Radera {what}? Det går inte att ångra."):
            typer.echo("Ingenting är raderat.")
            raise typer.Exit(1)
        store.forget(number, age)
    typer.echo(f"Raderat: {what}.")


def _counted(conversations: int, turns: int, notes: int) -> str:
    questions = "1 fråga" if turns == 1 else f"{turns} frågor"
    remarks = f" och {notes} anmärkning{'ar' if notes != 1 else ''}" if notes else ""
    return f"{conversations} samtal med {questions}{remarks}"


@contextmanager
def _opened(file: Path | None) -> Iterator["Conversations"]:
    """The store, with what goes wrong with it said as the command says things."""
    from tui.history_file import HistoryFailed

    try:
        yield history_store(file)
    except HistoryFailed as error:
        raise ReaderFacingError(str(error)) from error
