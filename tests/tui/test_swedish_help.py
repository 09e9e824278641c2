"""The command's help and complaints: Swedish in every line."""

import re

import pytest
import typer

from index import command as index_command
from ingest import command as ingest_command
from server import command as server_command
from server import key_command
from tui import asking_command, history_command
from tui.command import app
from tui.swedish_help import Misused, complaint, in_swedish

ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments|show this|message|exit|default|env var|required|error|try|for help|no such|"
    r"missing|invalid|value|got unexpected|extra|requires|does not|did you mean|input|should|bool|str|list|int)\b",
    re.IGNORECASE,
)


def verbs_of(*groups: typer.Typer) -> list[str]:
    verbs = (verb for each in groups for verb in each.registered_commands)
    return [str(verb.name or verb.callback.__name__) for verb in verbs if verb.callback]


ALONE = verbs_of(
    app,
    ingest_command.commands,
    index_command.commands,
    server_command.commands,
    asking_command.commands,
    history_command.commands,
)
KEYS = [["key", verb] for verb in verbs_of(key_command.commands)]


def english_in(text: str) -> list[str]:
    """English words of typer's; “argument” is Swedish too, and “list” a verb of ours."""
    return [found[0] for found in ENGLISH.finditer(re.sub(r"key list|^  list ", "", text, flags=re.MULTILINE))]


def help_of(*words: str) -> list[str]:
    """What `belagg … --help` prints, line by line."""
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer._click.decorators.echo", lambda text, **_: printed.append(text))
        in_swedish(app)([*words, "--help"], standalone_mode=False, prog_name="belagg")
    return printed[0].splitlines()


def complaint_about(*words: str) -> str:
    with pytest.raises(typer.TyperException) as caught:
        in_swedish(app)(list(words), standalone_mode=False, prog_name="belagg")
    assert caught.value.exit_code == 2
    return complaint(caught.value)


@pytest.mark.parametrize("words", [[], ["key"], *([verb] for verb in ALONE), *KEYS], ids=str)
def test_help_is_swedish(words: list[str]) -> None:
    lines = help_of(*words)
    assert english_in("\n".join(lines)) == []
    assert lines[0].startswith(" ".join(["Användning: belagg", *words]))
    assert "  -h, --help" in "\n".join(lines)
    assert max(map(len, lines)) <= 80


def test_the_help_of_the_command_names_every_verb_with_what_it_does() -> None:
    lines = help_of()
    listed = [line.split() for line in lines[lines.index("Kommandon:") + 1 :] if re.match(r"  \w", line)]
    assert sorted(words[0] for words in listed) == sorted([*ALONE, "key"])
    assert all(len(words) > 1 for words in listed)


def test_the_help_of_a_verb_tells_defaults_limits_and_variables() -> None:
    text = " ".join(" ".join(help_of("search")).split())
    assert "Användning: belagg search [VAL] [FRÅGA]" in text
    assert "--limit ANTAL Antal träffar. 1–50. Annars 5." in text
    assert "Annars library. Kan även sättas med BELAGG_LIBRARY." in text
    assert "--json Skriv svaret som JSON. --" in text


def test_an_argument_that_may_be_repeated_says_so() -> None:
    assert help_of("build")[0] == "Användning: belagg build [VAL] [FIL…]"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ask --nix", "Valet --nix finns inte. Se belagg ask --help."),
        ("ask -x", "Valet -x finns inte. Se belagg ask --help."),
        ("ask --librar x", "Valet --librar finns inte. Menade du --library eller --reader? Se belagg ask --help."),
        ("nix", "Kommandot nix finns inte. Se belagg --help."),
        ("statu", "Kommandot statu finns inte. Menade du status? Se belagg --help."),
        ("it's", "Kommandot it's finns inte. Se belagg --help."),
        ("ask --doc", "Valet --doc ska följas av ett värde. Se belagg --help."),
        ("ask --json=ja", "Valet --json tar inget värde. Se belagg --help."),
        ("status a b", "Det står mer på raden än kommandot tar: a b. Se belagg status --help."),
        ("ask --year i-fjol", "Värdet för --year går inte att använda. Det ska vara ett heltal. Se belagg ask --help."),
        (
            "search --limit 51",
            "Värdet för --limit går inte att använda. Det ska vara ett heltal från 1 till 50. Se belagg search --help.",
        ),
        ("--library a ask", "Skriv --library efter kommandot: belagg ask --library … Se belagg --help."),
    ],
)
def test_a_complaint_is_one_swedish_line_that_says_where_to_read_more(line: str, said: str) -> None:
    assert complaint_about(*line.split(" ")) == said


def test_what_is_missing_is_named() -> None:
    asking = typer.Typer()

    @asking.command()
    def need(fil: str = typer.Argument(metavar="FIL")) -> None: ...

    with pytest.raises(typer.TyperException) as caught:
        asking([], standalone_mode=False, prog_name="belagg")
    assert complaint(caught.value) == "FIL saknas. Se belagg --help."


def test_a_complaint_that_is_not_known_is_not_passed_on_in_english() -> None:
    unknown = typer.TyperException("The flux capacitor is empty.")
    assert complaint(unknown) == "Kommandot går inte att tolka. Se belagg --help."


def test_our_own_complaints_are_told_as_they_are() -> None:
    assert complaint(Misused("Välj det ena.")) == "Välj det ena. Se belagg --help."
