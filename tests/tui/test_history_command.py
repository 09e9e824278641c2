"""`belagg conversations`, `export`, `notes` and `forget`, on a file with conversations in it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingest.errors import ReaderFacingError
from tests.test_command import belagg
from tests.tui.canned_replies import REPORT, about_municipalities, about_the_budget
from tui.command import app
from tui.conversations import Conversations


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    """Two conversations, the second with a note."""
    store = Conversations(tmp_path / "samtal.sqlite")
    first, _ = store.append(
        None, "Hur många kommuner?", about_municipalities("Hur många kommuner?"), {REPORT: "43-2025"}
    )
    store.append(first, "Och budgeten?", about_the_budget("Vad är budgeten?"))
    _, turn = store.append(None, "Vad gäller i Älvdala?", about_municipalities("Vad gäller i Älvdala?"))
    store.note(turn, "wrong", "Siffran gäller\nhela landet.")
    return store


class Command:
    """Calls the command in this process, and gives what it prints."""

    def __init__(self, store: Conversations, printed: pytest.CaptureFixture[str]) -> None:
        self._store = store
        self._printed = printed

    def __call__(self, *words: str) -> str:
        app([*words, "--history-file", str(self._store.path)], standalone_mode=False)
        return self._printed.readouterr().out

    def failure(self, *words: str) -> str:
        with pytest.raises(ReaderFacingError) as told:
            self(*words)
        return str(told.value)


@pytest.fixture
def run(store: Conversations, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(store, capsys)


def test_conversations_are_listed_with_tabs_between_the_latest_first(run: Command) -> None:
    lines = [line.split("\t") for line in run("conversations").splitlines()]
    assert [(line[0], *line[2:]) for line in lines] == [
        ("2", "1 fråga", "Vad gäller i Älvdala?"),
        ("1", "2 frågor", "Hur många kommuner?"),
    ]
    assert run("conversations", "ÄLVDALA", "kommuner").count("\n") == 1
    told = json.loads(run("conversations", "--json", "budget"))
    assert [(each["number"], each["turns"]) for each in told] == [(1, 2)]


def test_a_conversation_is_exported_with_full_references(run: Command) -> None:
    text = run("export", "1")
    assert text.startswith("# Hur många kommuner?\n\n## Hur många kommuner?\n")
    assert "- [1] Årsrapport barnets rättigheter 2025, dnr 43-2025, avsnitt 4.1, s. 18" in text
    assert "\n\n*Tolkad som: Vad är budgeten?*\n" in text
    turns = json.loads(run("export", "1", "--json"))
    assert turns[0]["reply"]["citations"][0]["page"] == "18"
    assert run.failure("export", "9").startswith("Det finns inget samtal 9.")


def test_notes_are_printed_with_what_they_are_about(run: Command) -> None:
    text = run("notes")
    assert "## Vad gäller i Älvdala?" in text
    assert "**Anmärkning.** Fel: Siffran gäller hela landet." in text
    assert "Hur många kommuner?" not in text
    (noted,) = json.loads(run("notes", "--json"))
    assert (noted["note"]["verdict"], noted["reply"]["library"]) == ("wrong", "prov")


class TestForgetting:
    def test_nothing_is_forgotten_unasked(self, run: Command, store: Conversations) -> None:
        assert "--yes" in run.failure("forget")
        assert len(store.page()) == 2

    @pytest.mark.parametrize(("answer", "left"), [("nej", 2), ("", 2), ("ja", 0)])
    def test_a_person_is_asked(
        self, store: Conversations, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
    ) -> None:
        monkeypatch.setattr("index.confirming.is_watched", lambda: True)
        told = CliRunner().invoke(app, ["forget", "--history-file", str(store.path)], input=f"{answer}\n")
        asked = "Radera 2 samtal med 3 frågor och 1 anmärkning? Det går inte att ångra. (ja/nej) "
        assert told.output.startswith(asked)
        assert (len(store.page()), told.exit_code) == (left, 1 if left else 0)

    def test_one_is_forgotten_and_then_all(self, run: Command, store: Conversations) -> None:
        assert run("forget", "2", "--yes") == "Raderat: 1 samtal med 1 fråga och 1 anmärkning.\n"
        assert [each.number for each in store.page()] == [1]
        assert run("forget", "--older-than", "30", "-y") == "Det finns inga sådana samtal.\n"
        assert "inget samtal 2" in run.failure("forget", "2", "--yes")
        assert run("forget", "--yes") == "Raderat: 1 samtal med 2 frågor.\n"
        assert store.page() == ()


def test_where_nothing_was_kept_that_is_said(tmp_path: Path) -> None:
    for verb, told in (("conversations", "inga sparade samtal"), ("notes", "inga anmärkningar")):
        said = belagg(verb, "--history-file", tmp_path / "ingen.sqlite")
        assert (said.returncode, said.stdout) == (0, "")
        assert told in said.stderr
    assert not (tmp_path / "ingen.sqlite").exists()


def test_a_file_that_cannot_be_used_is_told(run: Command, store: Conversations) -> None:
    store.path.write_bytes(b"inte en databas" * 500)
    for words in (["conversations"], ["export", "1"], ["notes"], ["forget", "--yes"]):
        assert "är skadad" in run.failure(*words)
