"""`belagg`: joins the verbs of the three folders. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import os
import sys
from contextlib import ExitStack
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn

import typer

from index import command as index_command
from index.confirming import is_watched
from index.options import (
    DEFAULT_LIBRARY,
    DEFAULT_MODEL,
    CacheOption,
    LibraryOption,
    ModelOption,
    ReaderOption,
    StoreOption,
)
from ingest import command as ingest_command
from ingest.errors import ReaderFacingError
from server import command as server_command
from server import key_command
from tui import asking_command, history_command
from tui.connecting import Answering, connecting, first_build
from tui.options import (
    HistoryFileOption,
    HistoryOption,
    KeyOption,
    LanguageOption,
    PlainOption,
    ServerOption,
    ThemeOption,
    history_store,
)
from tui.start import INTERRUPTED
from tui.swedish_help import Misused, SwedishGroup, complaint, in_swedish

if TYPE_CHECKING:
    from tui.conversations import Conversations

app = typer.Typer(
    cls=SwedishGroup,
    help="Belägg: svar med belägg ur årsrapporter, konventioner och metodstöd. "
    "Utan kommando öppnas samtalet i terminalen.",
    no_args_is_help=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.add_typer(ingest_command.commands)
app.add_typer(index_command.commands)
app.add_typer(server_command.commands)
app.add_typer(asking_command.commands)
app.add_typer(history_command.commands)
app.add_typer(key_command.commands, name="key", cls=SwedishGroup)


@app.callback(invoke_without_command=True)
def chat(
    context: typer.Context,
    plain: PlainOption = False,
    language: LanguageOption = None,
    theme: ThemeOption = None,
    history: HistoryOption = True,
    history_file: HistoryFileOption = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
    key: KeyOption = None,
    store: StoreOption = None,
    reader: ReaderOption = False,
) -> None:
    """Öppna samtalet i terminalen."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, context.invoked_subcommand)
        return
    answering = Answering(library, model, cache, server, key, store, reader)
    kept = history_store(history_file) if history else None
    if plain or not _can_paint():
        _talk_plainly(answering, kept)
        return
    from tui.app import make_app
    from tui.preferences import PreferenceFile
    from tui.words import speak

    preferences = PreferenceFile.of_the_user()
    chosen = preferences.read()
    speak(language or chosen.language)
    with ExitStack() as stack:
        build = first_build(answering)
        app = make_app(connecting(stack, answering), store=kept, first_build=build, preferences=preferences)
        app.wear(theme or chosen.theme)
        app.run()


def _can_paint() -> bool:
    """Whether there is a terminal that can show more than lines of text."""
    return is_watched() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _talk_plainly(answering: Answering, store: "Conversations | None") -> None:
    from tui.client import AskFailed
    from tui.keeping import Keeping
    from tui.plain_chat import Lines, PlainChat

    keeping = Keeping(store, lambda sentence: typer.echo(sentence, err=True))
    given = BytesIO() if sys.stdin is None else sys.stdin.buffer
    chat = PlainChat(Lines(given, sys.stdout, echo=not is_watched()), keeping)
    with ExitStack() as stack:
        try:
            chat.run(connecting(stack, answering))
        except AskFailed as error:
            raise ReaderFacingError(str(error)) from error
    if chat.failed:
        raise typer.Exit(1)


def _refuse_options_before(context: typer.Context, verb: str) -> None:
    """An option before the verb would be the chat's, and the verb would go on without it."""
    for parameter in context.command.params:
        source = context.get_parameter_source(str(parameter.name))
        if source is None or source.name != "COMMANDLINE":
            continue
        off = parameter.secondary_opts and not context.params[str(parameter.name)]
        option = (parameter.secondary_opts if off else parameter.opts)[0]
        if parameter.name in _parameters(context, verb):
            raise Misused(f"Skriv {option} efter kommandot: belagg {verb} {option} …")
        raise Misused(f"Valet {option} hör till samtalet, och belagg {verb} har det inte.")


def _parameters(context: typer.Context, verb: str) -> set[str | None]:
    command = context.command.get_command(context, verb) if isinstance(context.command, SwedishGroup) else None
    return {parameter.name for parameter in command.params} if command is not None else set()


def main() -> None:
    """Runs the command; what went wrong is one sentence on standard error: exit status 1, or 2 for the command line."""
    # numpy's own threads and those of the model for questions would wait for each other: a question takes twice as long
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = in_swedish(app)(standalone_mode=False)
    except ReaderFacingError as error:
        _fail(str(error), 1)
    except typer.TyperException as error:
        _fail(complaint(error), error.exit_code)
    except typer.Abort:
        sys.exit(INTERRUPTED)
    else:
        sys.exit(status)


def _fail(sentence: str, status: int) -> NoReturn:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    typer.secho(sentence, err=True, fg=None if plain else typer.colors.RED)
    sys.exit(status)
