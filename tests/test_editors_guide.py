"""The editor's guide: following it from a fresh clone works as written, and it names only what there is."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from typer.main import get_command

from ingest.catalogue import CATALOGUE
from tests.ingest.web import answer, serving
from tui.command import app

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "redaktor.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
FETCHED = "arsrapport-manskliga-rattigheter-2024.md"
_MOST_BYTES = 150_000


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone holds of what the guide names, and the environment that `make run` makes."""
    folder = tmp_path / "belägg här"
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=lambda _, names: set(names) - tracked())
    shutil.copytree(ROOT / "tests" / "data", folder / "tests" / "data")
    activate = folder / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n', encoding="utf-8")
    return folder


def tracked() -> set[str]:
    listed = subprocess.run(["git", "ls-files", "-z", "corpus"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {Path(name).name for name in listed.stdout.split("\0")}


def run(folder: Path, script: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BELAGG_")}
    done = subprocess.run(
        ["bash", "-euc", f". .venv/bin/activate\n{script}"],
        cwd=folder,
        env=kept | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, f"{script}\n{told}"
    assert "Traceback" not in told
    return told


def masked(text: str) -> str:
    """Text without what differs from run to run: numbers, times, ids, and how wide a column is."""
    same = re.sub(r"\d+ min \d+ s|\d+,\d s", "TID", text)
    same = re.sub(r"\b\d{6}-\d{8}-[0-9a-f]{8}\b", "VERSION", same)
    return re.sub(r"[─\s]+", " ", re.sub(r"\d+", "N", same)).strip()


@pytest.mark.slow
def test_following_the_guide_works_as_written(clone: Path) -> None:
    with serving() as web:
        web.answers[f"/{FETCHED}"] = answer((ROOT / "tests" / "data" / FETCHED).read_bytes(), sort="text/markdown")
        told = ""
        for kind, body in BLOCKS:
            if kind == "sh":
                told = run(clone, body.replace("belagg fetch", "belagg fetch --allow-private"))
            elif kind == "toml":
                with (clone / "corpus" / CATALOGUE).open("a", encoding="utf-8") as catalogue:
                    catalogue.write("\n" + body.replace("https://www.example.se", web.url("")))
            elif kind == "console":
                shown = [line for line in body.splitlines() if line.strip("─ ")]
                assert [line for line in shown if masked(line) not in masked(told)] == []
    left = [path for path in (clone / "library").rglob("*") if path.is_file() and b"61 kommuner" in path.read_bytes()]
    assert left == []
    assert (clone / "corpus" / FETCHED).exists()
    assert not (clone / "corpus" / "arsrapport-barnets-rattigheter-2023.md").exists()


def commands_named() -> Iterator[list[str]]:
    """Every `belagg …` in the guide, in blocks and in running text."""
    running = re.sub(r"^```.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    lines = [line for kind, body in BLOCKS if kind == "sh" for line in body.splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", running)]:
        if line.startswith("belagg "):
            yield shlex.split(line)[1:]


def test_every_command_and_option_in_the_guide_is_there() -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]  # a group
    named = list(commands_named())
    assert len(named) > 20
    for verb, *rest in named:
        options = {option for each in verbs[verb].params for option in each.opts}
        assert {word for word in rest if word.startswith("-")} <= options, (verb, rest)
    loose = set(re.findall(r"`(--[\w-]+)`", TEXT))
    assert loose <= {option for verb in verbs.values() for each in verb.params for option in each.opts}


def test_every_verb_for_editors_is_in_the_guide() -> None:
    named = {verb for verb, *_ in commands_named()}
    assert named >= {"add", "build", "documents", "fetch", "history", "remove", "report", "rollback", "check"}


def test_the_keys_of_an_entry_are_those_that_the_catalogue_explains() -> None:
    table = TEXT.partition("## 6.")[2].partition("## 7.")[0]
    told = {key for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)}
    head = (ROOT / "corpus" / CATALOGUE).read_text(encoding="utf-8")
    assert told == set(re.findall(r"^#   (\w+) {2,}", head, re.MULTILINE))
    (block,) = [body for kind, body in BLOCKS if kind == "toml"]
    assert tomllib.loads(block)["document"][0].keys() <= told


def test_every_message_that_the_guide_explains_is_one_of_ours() -> None:
    table = TEXT.partition("## 11.")[2]
    messages = [row.split(" | ")[0].strip("| ") for row in table.splitlines() if row.startswith("| ")][1:]
    folders = ("ingest", "index")
    code = "\n".join(path.read_text(encoding="utf-8") for name in folders for path in (ROOT / name).glob("*.py"))
    words = re.sub(r"\{[^{}]*\}|\"\s*f?\"", "", code)
    assert len(messages) > 5
    assert [message for message in messages if message not in words and not in_claim(message)] == []


def in_claim(message: str) -> bool:
    """Whether a message is put together of a claim and what is claimed, as "är inte en PDF"."""
    return message == "är inte en PDF"


def test_the_pictures_are_there_are_small_and_are_described() -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", TEXT)
    assert len(pictures) == 2
    for description, name in pictures:
        path = GUIDE.parent / name
        assert len(description) > 30
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size < _MOST_BYTES
    assert sorted(path.name for path in (GUIDE.parent / "bilder").iterdir()) == sorted(
        Path(n).name for _, n in pictures
    )


def test_the_chapters_are_numbered_one_after_the_other() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)]
    assert all(after == before + 1 for before, after in pairwise([0, *numbers]))
