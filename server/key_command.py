"""The operator's verbs on keys: `belagg key add`, `list`, `revoke`. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

from typing import Annotated

import typer

from index.options import DEFAULT_LIBRARY, JsonOption, LibraryOption
from server.options import KeysOption, keys_file

commands = typer.Typer(help="Nycklar till servern: gör, räkna upp, återkalla.")
_SCOPES = {"read": "läsa", "edit": "läsa och ändra"}
NameArgument = Annotated[str, typer.Argument(help="Vem eller vad som har nyckeln.", metavar="NAMN")]


@commands.command()
def add(
    name: NameArgument,
    edit: Annotated[bool, typer.Option("--edit", help="Nyckeln får också bygga om och gå tillbaka.")] = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    keys: KeysOption = None,
) -> None:
    """Gör en nyckel och visa den, en enda gång."""
    from server.keys import KeyFile, Scope

    scope = Scope.EDIT if edit else Scope.READ
    secret = KeyFile(keys_file(keys, library)).add(name, scope)
    typer.echo(f"Nyckeln {name} får {_SCOPES[scope]}. Den visas bara nu; spara den där den ska användas:", err=True)
    typer.echo(secret)


@commands.command(name="list")
def list_keys(library: LibraryOption = DEFAULT_LIBRARY, keys: KeysOption = None, as_json: JsonOption = False) -> None:
    """Räkna upp nycklarna: namn, vad de får, när de gjordes. Själva nycklarna sparas inte."""
    import json

    from server.keys import KeyFile

    held = KeyFile(keys_file(keys, library)).held()
    if as_json:
        told = [{"name": key.name, "scope": key.scope, "made": key.made} for key in held]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for key in held:
        typer.echo(f"{key.name}\t{_SCOPES[key.scope]}\t{key.made}")
    if not held:
        typer.echo("Det finns inga nycklar. Gör en med belagg key add NAMN.", err=True)


@commands.command()
def revoke(name: NameArgument, library: LibraryOption = DEFAULT_LIBRARY, keys: KeysOption = None) -> None:
    """Återkalla en nyckel. Det gäller genast, också i en server som är i gång."""
    from server.keys import KeyFile

    KeyFile(keys_file(keys, library)).revoke(name)
    typer.echo(f"Nyckeln {name} gäller inte längre.")
