"""What the editor is told after a build, and by which exit code."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index import gathering, models, reading
from index.command import commands
from index.errors import BadQuestions
from index.generations import Generations
from index.manifest import Manifest
from ingest.catalogue_file import put_entry
from ingest.isolation import IsolatedReader
from tests.fakes import WORD_MODEL
from tests.index.libraries import put, put_three, tree
from tests.ingest.hostile import PDFS


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


def test_the_documents_are_lines_with_tabs_where_nobody_looks_and_json_where_it_is_asked_for(
    corpus: Path, tmp_path: Path
) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    lines = run("documents", "--library", tmp_path / "l").output.splitlines()
    assert lines[0] == "almark\tårsrapport\t2024\tRapport om brevet"
    told = json.loads(run("documents", "--library", tmp_path / "l", "--json").output)
    assert [(each["id"], each["year"], each["passages"]) for each in told] == [
        ("almark", 2024, 1),
        ("granland", 2025, 1),
        ("skolan", 1989, 1),
    ]


def test_a_report_is_shown_again_also_of_a_build_that_was_set_aside(corpus: Path, tmp_path: Path) -> None:
    library = tmp_path / "l"
    built = run("build", corpus, "--library", library)
    served = Generations(library).current()
    assert run("report", "--library", library).output == built.output
    questions = tmp_path / "frågor.jsonl"
    gold = {
        "question": "Ska grundutbildning vara kostnadsfri?",
        "id": "skol",
        "gold": [{"doc": "skolan", "section": "Artikel 28"}],
    }
    questions.write_text(json.dumps(gold), encoding="utf-8")
    put(corpus, skolan="---\ntitle: Skolan\ntype: konvention\nyear: 1989\n---\n\n## Artikel 1\n\nAnnat.\n")
    failed = run("build", corpus, "--library", library, "--questions", questions, "--tolerance", "0")
    assert failed.exit_code == 1
    assert Generations(library).current() == served
    aside = re.search(r"Version (\S+)\.", failed.output)
    assert aside
    assert "Tappad: skol" in run("report", aside[1], "--library", library).output
    assert json.loads(run("report", "--library", library, "--json").output)["generation"] == served
    assert run("history", "--library", library).output.splitlines()[-1].endswith(f"belagg report {aside[1]}")
    assert run("report", "finns-inte", "--library", library).exit_code == 1


def test_control_questions_that_are_named_must_be_there(corpus: Path, tmp_path: Path) -> None:
    told = run("build", corpus, "--library", tmp_path / "l", "--questions", tmp_path / "borta.jsonl")
    assert isinstance(told.exception, BadQuestions)
    assert not (tmp_path / "l" / "current").exists()


def test_a_build_and_a_plan_are_told_as_json(corpus: Path, tmp_path: Path) -> None:
    put_entry(corpus, "borta.pdf", {"url": "https://example.se/b.pdf"})
    planned = json.loads(run("build", corpus, "--library", tmp_path / "l", "--dry-run", "--json").stdout)
    assert {each["id"]: each["change"] for each in planned["documents"]} == dict.fromkeys(
        ("almark", "granland", "skolan"), "added"
    )
    assert planned["missing"][0]["id"] == "borta"
    built = run("build", corpus, "--library", tmp_path / "l", "--json")
    told = json.loads(built.stdout)
    assert (told["published"], [each["state"] for each in told["documents"]]) == (True, ["added"] * 3)
    assert (built.exit_code, told["failed"][0]["missing"]) == (0, True)
    again = json.loads(run("build", corpus, "--library", tmp_path / "l", "--json").stdout)
    assert (again["published"], again["generation"]) == (False, told["generation"])


def test_what_the_catalogue_names_and_is_not_there_is_told_at_every_build(corpus: Path, tmp_path: Path) -> None:
    put_entry(corpus, "borta.pdf", {"url": "https://example.se/b.pdf"})
    for words in (["--dry-run"], [], []):
        told = run("build", corpus, "--library", tmp_path / "l", *words)
        assert told.exit_code == 0
        assert "borta.pdf står i katalogen men finns inte" in told.output
        assert "belagg fetch borta" in told.output


def test_a_document_is_removed_without_a_question_where_it_can_be_undone(corpus: Path, tmp_path: Path) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    words = ["remove", "almark", "--library", tmp_path / "l", "--corpus", corpus]
    refused = run(*words, "--purge")
    assert "--yes" in str(refused.exception)
    done = run(*words)
    assert (done.exit_code, "almark är borta ur biblioteket" in done.output) == (0, True)
    purged = run(*words, "--purge", "--delete-file", "--yes")
    assert (purged.exit_code, "1 sparad version" in purged.output) == (0, True)
    assert not (corpus / "almark.md").exists()


@pytest.mark.parametrize(("answer", "status"), [("nej", 1), ("", 1), ("ja", 0), ("J", 0)])
def test_a_person_is_asked(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    run("build", corpus, "--library", tmp_path / "l")
    monkeypatch.setattr("index.confirming.is_watched", lambda: True)
    words = ["remove", "almark", "--purge", "--library", str(tmp_path / "l"), "--corpus", str(corpus)]
    told = CliRunner().invoke(commands, words, input=f"{answer}\n")
    assert told.exit_code == status
    assert "Det går inte att ångra. (ja/nej)" in told.output
    assert ("Ingenting är borttaget." in told.output) is (status == 1)


@pytest.mark.parametrize(
    ("name", "made", "limits", "said"),
    [
        (
            "evig.pdf",
            PDFS["ritat-i-oändlighet"],
            ["--minutes-per-file", "0.05"],
            "evig.pdf tar längre tid än 3 sekunder att läsa.",
        ),
        (
            "minne.txt",
            lambda: b"ord om barn " * 8_000_000,
            ["--memory-per-file", "500"],
            "minne.txt kräver mer minne än 500 MB att läsa.",
        ),
    ],
)
def test_a_file_that_is_too_much_to_read_costs_itself_alone(
    name: str,
    made: Callable[[], bytes],
    limits: list[str],
    said: str,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "IsolatedReader", IsolatedReader)
    (corpus / name).write_bytes(made())
    told = run("build", corpus, "--library", tmp_path / "l", *limits)
    assert told.exit_code == 1
    assert said in told.output
    manifest = Manifest.read(Generations(tmp_path / "l").served())
    assert [record.id for record in manifest.documents] == ["almark", "granland", "skolan"]
