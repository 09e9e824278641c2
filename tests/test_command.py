"""`belagg` as a user calls it: what it prints and where, and the status it ends with; never a traceback."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from index.build import build
from index.generations import Generations
from index.manifest import Manifest
from tests.fakes import WORD_MODEL

BELAGG = Path(sys.executable).with_name("belagg")
DATA = Path(__file__).parent / "data"
REPORT = "arsrapport-barnets-rattigheter-2023"
REACHED = "Hur många kommuner deltog i någon aktivitet inom uppdraget under 2023?"
MOON = "Vad kostar en flygbiljett till månen?"
NO_SERVER = "http://127.0.0.1:1"


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BELAGG_")}
    return kept | {"COLUMNS": "80", "NO_COLOR": "1"}


def belagg(*words: str | Path, text: str | bytes = b"", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command with `text` on standard input, and sees to it that nothing unforeseen is printed."""
    given = text.encode() if isinstance(text, str) else text
    run = subprocess.run(
        [BELAGG, *words], input=given, capture_output=True, check=False, cwd=folder, env=environment(), timeout=60
    )
    told = subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())
    assert "Traceback" not in told.stdout + told.stderr, told.stderr
    return told


def failure(*words: str | Path, text: str | bytes = b"", status: int = 1) -> str:
    """The one line on standard error of a call that must fail, with nothing on standard output."""
    run = belagg(*words, text=text)
    assert run.returncode == status, run
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1, run.stderr
    assert run.stderr.endswith(".\n")
    return run.stderr


def corpus(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.md").write_text(f"# {name}\n\nEn {name} har fyra ben.\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def two_generations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two generations, built with words for a model."""
    folder = tmp_path_factory.mktemp("två")
    build([corpus(folder / "corpus", "hund")], folder / "library", WORD_MODEL)
    build([corpus(folder / "corpus", "katt")], folder / "library", WORD_MODEL)
    return folder / "library"


@pytest.fixture
def library(two_generations: Path, tmp_path: Path) -> Path:
    """One's own copy of it."""
    return shutil.copytree(two_generations, tmp_path / "library")


class TestWithoutAModel:
    def test_help_comes_fast_enough_to_be_asked_for(self) -> None:
        assert belagg("--help").returncode == 0  # warm
        begun = time.perf_counter()
        run = belagg("--help")
        assert time.perf_counter() - begun < 2  # measured: 0.1 s; the limit is for a busy machine
        assert run.stdout.startswith("Användning: belagg")
        assert run.stderr == ""

    def test_help_loads_nothing_heavy(self) -> None:
        heavy = {"torch", "numpy", "faiss", "onnxruntime", "fastapi", "httpx", "textual", "rich", "pydantic"}
        code = f"import sys, tui.command; print(sorted({heavy!r} & set(sys.modules)))"
        shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert shown.strip() == "[]"

    def test_a_wrong_command_line_ends_with_two(self) -> None:
        assert failure("ask", "--nix", status=2) == "Valet --nix finns inte. Se belagg ask --help.\n"

    @pytest.mark.parametrize("text", ["", " \n\t\n"])
    @pytest.mark.parametrize("verb", ["ask", "search"])
    def test_an_empty_question_is_told_before_anything_is_opened(self, verb: str, text: str) -> None:
        assert failure(verb, "--library", "finns-inte", text=text) == "Frågan är tom. Skriv en fråga.\n"
        assert failure(verb, text, "--library", "finns-inte") == "Frågan är tom. Skriv en fråga.\n"

    @pytest.mark.parametrize(
        "words", [["status"], ["documents"], ["history"], ["rollback"], ["ask", "Vad?"], ["serve"]]
    )
    def test_a_missing_library_is_told_with_what_to_do(self, words: list[str], tmp_path: Path) -> None:
        if words[0] == "serve":
            words = ["serve", "--port", str(free_port())]  # the port is tried first
        told = failure(*words, "--library", tmp_path / "inget")
        assert told.startswith(f"Det finns inget bibliotek i {tmp_path / 'inget'}.")
        assert "belagg build" in told

    def test_a_taken_port_is_told(self, library: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            told = failure("serve", "--port", str(port), "--library", library)
        assert f"127.0.0.1:{port}" in told
        assert "--port" in told

    def test_an_address_that_is_not_here_is_told(self, library: Path) -> None:
        assert "192.0.2.1" in failure("serve", "--host", "192.0.2.1", "--library", library)

    def test_a_server_that_is_not_there_is_told(self) -> None:
        assert "går inte att nå" in failure("ask", "Vad?", "--server", NO_SERVER)

    def test_an_address_that_is_none_is_told(self) -> None:
        assert "inte" in failure("ask", "Vad?", "--server", "http://[")

    def test_a_question_that_is_no_text_does_not_break_the_command(self) -> None:
        assert "går inte att nå" in failure("ask", "--server", NO_SERVER, text=b"\xff\xfe\xe5?")
        assert "går inte att nå" in failure("ask", os.fsdecode(b"r\xe4tt?"), "--server", NO_SERVER)

    def test_a_question_that_is_too_long_is_told(self) -> None:
        assert "för lång" in failure("ask", "--server", NO_SERVER, text="å" * 2_001)

    def test_status_tells_what_is_served(self, library: Path) -> None:
        run = belagg("status", "--library", library)
        assert run.returncode == 0
        assert "2 dokument" in run.stdout
        assert f"Modell: {WORD_MODEL.name}" in run.stdout

    def test_documents_are_listed_a_line_each(self, library: Path) -> None:
        lines = belagg("documents", "--library", library).stdout.splitlines()
        assert [line.split("\t")[0] for line in lines] == ["hund", "katt"]
        assert all(len(line.split("\t")) == 4 for line in lines)

    def test_history_marks_the_version_that_is_served_and_rollback_moves_the_mark(self, library: Path) -> None:
        before = belagg("history", "--library", library).stdout.splitlines()
        assert [line[0] for line in before] == [" ", "*"]
        run = belagg("rollback", "--library", library)
        assert (run.returncode, run.stderr) == (0, "")
        assert before[0].split()[0] in run.stdout
        after = belagg("history", "--library", library).stdout.splitlines()
        assert [line[0] for line in after] == ["*", " "]
        assert "1 dokument" in belagg("status", "--library", library).stdout

    def test_a_version_can_be_named_and_one_that_is_not_there_is_told(self, library: Path) -> None:
        newest = Generations(library).history()[-1]
        belagg("rollback", "--library", library)
        assert belagg("rollback", newest, "--library", library).returncode == 0
        assert Generations(library).current() == newest
        assert "någon version nix" in failure("rollback", "nix", "--library", library)
        assert Generations(library).current() == newest

    def test_there_is_nothing_before_the_first_version(self, library: Path) -> None:
        belagg("rollback", "--library", library)
        assert "tidigare version" in failure("rollback", "--library", library)

    def test_a_version_that_cannot_be_read_does_not_hide_the_others(self, library: Path) -> None:
        generations = Generations(library)
        (generations.path(generations.history()[0]) / "manifest.json").write_text("{", encoding="utf-8")
        lines = belagg("history", "--library", library).stdout.splitlines()
        assert "kan inte läsas" in lines[0]
        assert "2 dokument" in lines[1]

    def test_a_damaged_library_is_told(self, library: Path) -> None:
        (Generations(library).served() / "manifest.json").write_text("{", encoding="utf-8")
        assert "skadat" in failure("status", "--library", library)

    def test_a_library_of_a_later_format_is_told(self, library: Path) -> None:
        path = Generations(library).served() / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(manifest | {"format": 99}), encoding="utf-8")
        assert "format 99" in failure("status", "--library", library)

    def test_a_pipe_that_closes_early_is_no_accident(self, library: Path) -> None:
        command = f"'{BELAGG}' documents --library '{library}' | true"
        run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, env=environment())
        assert run.stderr == ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the made-up reports, built by the command with the model it comes with."""
    folder = tmp_path_factory.mktemp("byggt") / "library"
    run = belagg("build", DATA, "--library", folder)
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert "Biblioteket är utbytt." in run.stderr
    assert "2 dokument" in run.stderr
    return folder


@pytest.mark.slow
class TestWithTheRealModel:
    def test_an_answer_is_printed_with_its_source(self, built: Path) -> None:
        run = belagg("ask", REACHED, "--library", built)
        assert run.returncode == 0, run
        assert "61 kommuner" in run.stdout
        assert "[1]" in run.stdout
        assert "Årsrapport barnets rättigheter 2023" in run.stdout

    def test_the_question_may_come_on_standard_input(self, built: Path) -> None:
        run = belagg("ask", "--library", built, text=REACHED + "\n")
        assert (run.returncode, run.stderr) == (0, "")
        assert "61 kommuner" in run.stdout

    def test_what_is_not_in_the_sources_ends_with_three(self, built: Path) -> None:
        run = belagg("ask", MOON, "--library", built)
        assert run.returncode == 3
        assert "källorna" in run.stdout

    def test_json_is_one_object_and_nothing_else(self, built: Path) -> None:
        answered = belagg("ask", REACHED, "--json", "--year", "2023", "--library", built)
        reply = json.loads(answered.stdout)
        assert (reply["answered"], answered.returncode) == (True, 0)
        assert reply["understood"]["filters"]["year"] == [2023]

    def test_a_search_prints_as_many_passages_as_asked_for(self, built: Path) -> None:
        run = belagg("search", "nätverkets möten", "--limit", "2", "--json", "--doc", REPORT, "--library", built)
        hits = json.loads(run.stdout)["hits"]
        assert [hit["doc"] for hit in hits] == [REPORT, REPORT]
        assert "2.1" in {hit["section"] for hit in hits}

    def test_an_unknown_filter_value_is_told_with_those_that_there_are(self, built: Path) -> None:
        told = failure("ask", REACHED, "--year", "1999", "--library", built)
        assert "1999" in told
        assert "2023, 2024" in told

    def test_a_library_of_another_model_is_told(self, library: Path) -> None:
        told = failure("ask", REACHED, "--library", library)
        assert WORD_MODEL.name in told
        assert "belagg build" in told

    @pytest.mark.parametrize("verb", ["build", "build --dry-run"])
    def test_a_source_that_is_not_there_is_told_and_no_library_is_made(self, verb: str, tmp_path: Path) -> None:
        told = failure(*verb.split(), tmp_path / "borta.pdf", "--library", tmp_path / "library")
        assert "borta.pdf finns inte" in told
        assert not (tmp_path / "library" / "current").exists()

    def test_a_file_that_only_says_it_is_a_pdf_is_told_and_the_library_stays(self, library: Path) -> None:
        fake = library.parent / "falsk.pdf"
        fake.write_text("inte alls en pdf", encoding="utf-8")
        before = Generations(library).current()
        run = belagg("build", fake, "--library", library)
        assert (run.returncode, run.stdout) == (1, "")
        assert "falsk.pdf" in run.stderr
        assert Generations(library).current() == before

    def test_one_unreadable_file_among_others_is_told_and_the_others_are_built(self, tmp_path: Path) -> None:
        (corpus(tmp_path / "corpus", "hund") / "falsk.pdf").write_text("inte alls en pdf", encoding="utf-8")
        run = belagg("build", tmp_path / "corpus", "--library", tmp_path / "library")
        assert run.returncode == 1
        assert "Fel: " in run.stderr
        assert "1 dokument" in belagg("status", "--library", tmp_path / "library").stdout

    def test_what_nobody_thought_of_is_one_line_and_the_rest_is_in_the_log(
        self, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = shutil.copytree(built, tmp_path / "library")
        served = Generations(library).served()
        with closing(sqlite3.connect(served / "passages.sqlite")) as store:
            store.execute("UPDATE passages SET body = '{'")
            store.commit()
        Manifest.read(served).sealed(served).write(served)  # as if it had been written so
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        assert "Något gick fel i programmet" in failure("ask", REACHED, "--library", library)
        if sys.platform == "linux":
            (log,) = (tmp_path / "state").rglob("belagg.log")
            assert "JSONDecodeError" in log.read_text(encoding="utf-8")

    def test_a_dry_run_tells_and_changes_nothing(self, built: Path, tmp_path: Path) -> None:
        before = sorted(built.rglob("*"))
        run = belagg("build", "--dry-run", corpus(tmp_path / "corpus", "hund"), "--library", built)
        assert run.returncode == 0
        told = [line.split() for line in run.stderr.splitlines() if line.strip()]
        assert ["Läggs", "till", "hund", "(ny", "fil", f"{tmp_path / 'corpus' / 'hund.md'})"] in told
        assert ["Tas", "bort", REPORT, "(filen", "finns", "inte", "bland", "det", "som", "byggs)"] in told
        assert sorted(built.rglob("*")) == before

    def test_building_the_same_again_does_nothing(self, built: Path) -> None:
        before = Generations(built).history()
        run = belagg("build", DATA, "--library", built)
        assert run.returncode == 0
        assert "Ingenting att göra" in run.stderr
        assert Generations(built).history() == before

    def test_a_title_in_brackets_is_shown_as_it_is(self, tmp_path: Path) -> None:
        folder = corpus(tmp_path / "corpus")
        (folder / "a.md").write_text("# Rätt [bold] och fel [/nej]\n\nEn hund har fyra ben.\n", encoding="utf-8")
        run = belagg("build", folder, "--library", tmp_path / "library")
        assert run.returncode == 0, run.stderr
        assert "Rätt [bold] och fel [/nej]" in " ".join(run.stderr.split())


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            if httpx.get(url, timeout=30).is_success:
                return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers on {url}")


@pytest.fixture
def server(built: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    command = [str(BELAGG), "serve", "--port", str(port), "--library", str(built)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/health/ready")
        yield process, url
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_a_server_is_asked_by_the_command_and_stops_when_told(server: tuple[subprocess.Popen[str], str]) -> None:
    process, url = server
    run = belagg("ask", REACHED, "--server", url)
    assert (run.returncode, "61 kommuner" in run.stdout) == (0, True)
    assert "1999" in failure("ask", REACHED, "--year", "1999", "--server", url)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=15)
    assert (process.returncode, stdout) == (130, "")
    assert f"Belägg svarar på {url}" in stderr
    assert "Traceback" not in stderr


class TestTheEditorsVerbs:
    def test_a_file_is_added_and_the_catalogue_says_so(self, tmp_path: Path) -> None:
        source = corpus(tmp_path / "från", "hund") / "hund.md"
        words = ("add", source, "--kind", "metodstöd", "--year", "2024", "--corpus", tmp_path / "corpus")
        run = belagg(*words)
        assert (run.returncode, run.stdout.count("\n")) == (0, 1)
        assert "belagg build" in run.stderr
        assert "year = 2024" in (tmp_path / "corpus" / "catalogue.toml").read_text(encoding="utf-8")
        assert "--replace" in failure("add", source, "--year", "2023", "--corpus", tmp_path / "corpus")
        assert "broschyr" in failure("add", source, "--kind", "broschyr", "--corpus", tmp_path / "corpus")
        assert "heltal" in failure("add", source, "--year", "i fjol", status=2)

    def test_what_cannot_be_fetched_is_told_and_ends_with_one(self, tmp_path: Path) -> None:
        folder = corpus(tmp_path / "corpus")
        entry = '[[document]]\nfile = "a.pdf"\nurl = "http://127.0.0.1:1/a.pdf"\n'
        (folder / "catalogue.toml").write_text(entry, encoding="utf-8")
        assert "--allow-private" in failure("fetch", "--corpus", folder)
        assert "ingen adress" in failure("fetch", "b", "--corpus", folder)
        (folder / "catalogue.toml").write_text("", encoding="utf-8")
        assert "Ingen post" in failure("fetch", "--corpus", folder)

    def test_documents_have_tabs_between_in_a_pipe(self, library: Path) -> None:
        run = belagg("documents", "--library", library)
        assert run.stdout == "hund\tövrigt\t–\thund\nkatt\tövrigt\t–\tkatt\n"
        told = json.loads(belagg("documents", "--json", "--library", library).stdout)
        assert [each["id"] for each in told] == ["hund", "katt"]

    def test_a_generation_without_a_report_is_told(self, library: Path) -> None:
        assert "Rapporten" in failure("report", "--library", library)
        assert "finns inte" in failure("report", "../..", "--library", library)

    def test_what_cannot_be_undone_is_not_done_unasked(self, library: Path, tmp_path: Path) -> None:
        told = failure("remove", "katt", "--purge", "--library", library, "--corpus", tmp_path)
        assert "--yes" in told
        assert "katt" in belagg("documents", "--library", library).stdout

    @pytest.mark.slow
    def test_a_document_is_removed_and_the_report_tells_of_it(self, built: Path, tmp_path: Path) -> None:
        library = shutil.copytree(built, tmp_path / "library")
        run = belagg("remove", REPORT, "--purge", "--yes", "--library", library, "--corpus", tmp_path / "corpus")
        assert run.returncode == 0, run.stderr
        assert REPORT not in belagg("documents", "--library", library).stdout
        told = belagg("report", "--library", library)
        assert f"Borttagen: {REPORT}" in told.stdout
        assert "61 kommuner" not in belagg("ask", REACHED, "--library", library).stdout
