"""What the editor is told after a build, and by which exit code."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index import gathering, models
from index.command import commands
from index.generations import Generations
from tests.fakes import WORD_MODEL
from tests.index.libraries import put_three, tree


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(models, "build_model", lambda *_: WORD_MODEL)
    return put_three(tmp_path / "corpus")


def run(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(commands, [str(word) for word in words])


def test_a_build_tells_what_is_new_and_ends_well(corpus: Path, tmp_path: Path) -> None:
    told = run("build", corpus, "--library", tmp_path / "l")
    assert told.exit_code == 0
    assert "Biblioteket är utbytt." in told.output
    assert "3 dokument, 3 passager, 3 meningar" in told.output
    rows = [line.split()[-1] for line in told.output.splitlines() if "Rapport om" in line or "skolan" in line]
    assert rows == ["ny", "ny", "ny"]
    assert (Generations(tmp_path / "l").served() / "report.html").exists()


def test_a_second_build_tells_that_there_is_nothing_to_do(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    told = run("build", corpus, "--library", tmp_path / "l")
    assert (told.exit_code, told.output.strip()) == (
        0,
        "Ingenting att göra: biblioteket är byggt av just de här dokumenten.",
    )


def test_a_broken_file_is_told_of_at_every_build_though_nothing_is_published(corpus: Path, tmp_path: Path) -> None:
    (corpus / "trasig.pdf").write_bytes(b"%PDF-1.7")
    first = run("build", corpus, "--library", tmp_path / "l")
    served = Generations(tmp_path / "l").current()
    second = run("build", corpus, "--library", tmp_path / "l")
    for told in (first, second):
        assert told.exit_code == 1
        assert "Fel: trasig.pdf är skadad" in told.output
    assert "biblioteket är som förut" in second.output
    assert Generations(tmp_path / "l").current() == served


def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    (corpus / "skolan.md").unlink()
    before = tree(tmp_path)
    told = run("build", corpus, "--library", tmp_path / "l", "--dry-run")
    assert told.exit_code == 0
    assert "Tas bort    skolan" in told.output
    assert "Lika        granland" in told.output
    assert tree(tmp_path) == before


def test_what_does_not_pass_its_check_is_told_of_and_can_be_published_knowingly(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "sentence_texts", lambda *_: [])
    told = run("build", corpus, "--library", tmp_path / "l")
    assert told.exit_code == 1
    assert "Fel: Bygget stämmer inte: meningar i databasen är 3 men skulle vara 0." in told.output
    assert "Biblioteket är som förut: bygget klarade inte kontrollen" in told.output
    assert "--force" in told.output
    assert Generations(tmp_path / "l").current() is None
    forced = run("build", corpus, "--library", tmp_path / "l", "--force")
    assert forced.exit_code == 1
    assert "Biblioteket är utbytt, fast bygget inte klarade kontrollen." in forced.output
    assert "Fel: Bygget stämmer inte" in forced.output
    assert Generations(tmp_path / "l").current() is not None


def test_the_status_of_a_damaged_library_says_which_file_and_what_to_do(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    (Generations(tmp_path / "l").served() / "vectors.faiss").write_bytes(b"skadad")
    told = run("status", "--library", tmp_path / "l")
    assert told.exit_code == 1
    assert "Biblioteket är skadat: vectors.faiss är inte som den skrevs." in told.output
    assert "Bygg om med belagg build" in told.output
