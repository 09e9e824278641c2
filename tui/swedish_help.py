"""The command's help and its complaints in Swedish: typer speaks English alone, and builds its sentences in the code.

The help is written here, line by line and without boxes, from what the verbs say of themselves. A complaint of
typer's is recognised by its words; one that is not recognised is answered in general terms, never passed on.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:  # what typer's own methods are declared with
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter

Parameter = TyperArgument | TyperOption


class Misused(typer.TyperException):
    """The command line does not hold together; the message is a Swedish sentence of ours."""

    exit_code = 2


class SwedishCommand(TyperCommand):
    """A verb whose help is Swedish."""

    def get_help_option(self, ctx: "Context") -> TyperOption | None:
        """Typer's own `--help`, described in Swedish."""
        return _described(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """How the verb is written."""
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Usage, what the verb does, its arguments and options."""
        _write_help(self, ctx, formatter)


class SwedishGroup(TyperGroup):
    """The command whose verbs they are."""

    def get_help_option(self, ctx: "Context") -> TyperOption | None:
        """Typer's own `--help`, described in Swedish."""
        return _described(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """How the command is written."""
        _write_usage(self, ctx, formatter)

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Usage, what the command does, its options, and the verbs."""
        _write_help(self, ctx, formatter)
        verbs = [(name, each.get_short_help_str(limit=200)) for name, each in self.commands.items() if not each.hidden]
        _write_section("Kommandon", verbs, formatter)


def in_swedish(app: typer.Typer) -> typer.Typer:
    """The app with Swedish help for all its verbs, wherever they were declared; call it when all are."""
    for each in (app, *(group.typer_instance for group in app.registered_groups)):
        for verb in each.registered_commands if each else ():
            verb.cls = SwedishCommand
    return app


def _described(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "Visa den här hjälpen."
    return option


def _write_usage(command: "Command", ctx: "Context", formatter: "HelpFormatter") -> None:
    names = [_placeholder(each) for each in command.get_params(ctx) if isinstance(each, TyperArgument)]
    verb = ["[KOMMANDO …]"] if isinstance(command, TyperGroup) else []
    formatter.write_usage(ctx.command_path, " ".join(["[VAL]", *names, *verb]), prefix="Användning: ")


def _placeholder(argument: TyperArgument) -> str:
    name = argument.display_name_raw + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _write_help(command: "Command", ctx: "Context", formatter: "HelpFormatter") -> None:
    command.format_usage(ctx, formatter)
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    shown = [each for each in command.get_params(ctx) if isinstance(each, Parameter) and not each.hidden]
    arguments = [(_placeholder(each), _meaning(each)) for each in shown if isinstance(each, TyperArgument)]
    _write_section("Argument", arguments, formatter)
    options = [(_spelling(each), _meaning(each)) for each in shown if isinstance(each, TyperOption)]
    _write_section("Val", options, formatter)


def _write_section(title: str, rows: list[tuple[str, str]], formatter: "HelpFormatter") -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def _spelling(option: TyperOption) -> str:
    names = ", ".join((*sorted(option.opts, key=len), *option.secondary_opts))
    return names if option.is_flag else f"{names} {option.metavar or 'VÄRDE'}"


def _meaning(parameter: Parameter) -> str:
    return " ".join([parameter.help or "", *_remarks(parameter)]).strip()


def _remarks(parameter: Parameter) -> Iterator[str]:
    if parameter.min is not None and parameter.max is not None:
        yield f"{parameter.min}–{parameter.max}."
    if parameter.default is not None and not isinstance(parameter.default, bool) and parameter.show_default:
        yield f"Annars {parameter.default}."
    if parameter.envvar:
        yield f"Kan även sättas med {parameter.envvar}."


_COMPLAINTS = (
    (r"(?P<name>)Missing command", "Det saknas ett ord efter kommandot."),
    (r"No such option: (?P<name>\S+)(?: \(Possible options: (?P<like>.*)\))?$", "Valet {name} finns inte."),
    (r"No such command ['\"](?P<name>.*?)['\"]\.(?: Did you mean (?P<like>.*)\?)?$", "Kommandot {name} finns inte."),
    (r"No such command ['\"](?P<name>.*?)['\"]\. Did you mean (?P<like>.*)\?$", "Kommandot {name} finns inte."),
    (r"Option '(?P<name>.*?)' requires", "Valet {name} ska följas av ett värde."),
    (r"Option '(?P<name>.*?)' does not take a value", "Valet {name} tar inget värde."),
    (r"Missing (?:argument|option|parameter) '(?P<name>.*?)'", "{name} saknas."),
    (r"Got unexpected extra argument\(s\) \((?P<name>.*)\)", "Det står mer på raden än kommandot tar: {name}."),
    (r"Invalid value for '(?P<name>.*?)'", "Värdet för {name} går inte att använda."),
)


def complaint(error: typer.TyperException) -> str:
    """What is wrong with the command line, in Swedish, and where to read more."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "belagg"
    return f"{_said(error)} Se {path} --help."


def _said(error: typer.TyperException) -> str:
    if isinstance(error, Misused):
        return error.message
    words = error.format_message()
    for pattern, sentence in _COMPLAINTS:
        if found := re.match(pattern, words, re.DOTALL):
            named = found.groupdict()
            like = (named.get("like") or "").replace("'", "").replace(", ", " eller ")
            return sentence.format(name=named["name"]) + _limits(error) + (f" Menade du {like}?" if like else "")
    return "Kommandot går inte att tolka."


def _limits(error: typer.TyperException) -> str:
    """Which numbers an option takes, where the complaint is about one."""
    parameter = getattr(error, "param", None)
    if isinstance(parameter, Parameter) and parameter.min is not None and parameter.max is not None:
        return f" Det ska vara ett heltal från {parameter.min} till {parameter.max}."
    return " Det ska vara ett heltal." if "valid integer" in error.message else ""
