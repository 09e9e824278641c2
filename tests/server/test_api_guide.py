"""Every snippet of docs/api.md does what it says, against a server as `belagg serve` runs one."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.building import Order, carry_out
from index.serving import ServedLibrary
from server.access import Access
from server.app import create_app
from server.keys import KeyFile, Scope
from server.quoting import QuotingAnswerer
from server.rebuilding import Rebuilding
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.loopback import on_loopback
from tests.server.conftest import CONTROL, write_corpus

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
SNIPPET = re.compile(r"^```(sh|python|js)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUESTION = (
    '{"id": "k1", "question": "Vad menas med hund?", "gold": [{"doc": "hundkonventionen", "section": "Artikel 1"}]}'
)
WALKS = "Varje hund har rätt till en egen korg"


def snippets(language: str) -> list[str]:
    return [found[2] for found in SNIPPET.finditer(GUIDE.read_text(encoding="utf-8")) if found[1] == language]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server, and a key to edit with."""
    folder = tmp_path_factory.mktemp("handbok")
    corpus, questions = write_corpus(folder / "corpus"), folder / "frågor.jsonl"
    questions.write_text(CONTROL, encoding="utf-8")
    order = Order((corpus,), folder / "library", WORD_MODEL.name, folder, folder / "inga", questions, tolerance=0)
    carry_out(order, lambda *_: None, lambda *_: WORD_MODEL)
    keys = KeyFile(folder / "keys.json")
    key = keys.add("redaktör", Scope.EDIT)
    service = AskService(ServedLibrary(order.library, WordEmbedder()), QuotingAnswerer())
    editing = Rebuilding(order, "tests.server.builds.plain")
    with on_loopback(create_app(service, access=Access(keys, reading_open=True), editing=editing)) as url:
        yield url.removeprefix("http://"), key


def run(*command: str, stdin: str) -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_snippets_work_one_after_the_other(served: tuple[str, str]) -> None:
    address, key = served
    code = "\n".join([f"KEY = {key!r}", *snippets("python")]).replace("127.0.0.1:8000", address)
    told = run(sys.executable, "-", stdin=code)
    assert told.startswith(WALKS)
    assert "[1] Konvention om hundars rättigheter, Artikel 2, s. None: Varje hund" in told
    assert "artikel 3" in told
    assert "## Artikel" not in told
    assert "422 Frågan är tom. Skriv en fråga." in told
    assert told.rstrip().endswith("done Biblioteket är som förut: inget har ändrats.")


def test_the_curl_snippets_work(served: tuple[str, str]) -> None:
    whole, streamed, part, unchanged = (
        run("sh", "-eu", stdin=code.replace("127.0.0.1:8000", served[0])) for code in snippets("sh")
    )
    assert WALKS in whole
    assert re.findall(r"^event: (\w+)$", streamed, re.MULTILINE)[0::3] == ["hits", "done"]
    assert len(part.encode()) == 100
    assert unchanged == "304\n"


def test_the_javascript_snippets_work(served: tuple[str, str]) -> None:
    node = shutil.which("node")
    assert node is not None, "node behövs för att prova exemplen; se .ci/run"
    code = "\n".join(snippets("js")).replace("127.0.0.1:8000", served[0])
    told = run(node, "--input-type=module", "-", stdin=code)
    assert told.count(WALKS) == 2
