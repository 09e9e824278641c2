"""The editor's guide: following it from a fresh clone works as written, and it names only what there is."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.catalogue import CATALOGUE
from tests.guides import ROOT, clone, code_blocks, commands_named, run, unknown_options
from tests.ingest.web import answer, serving

__all__ = ["clone"]

GUIDE = ROOT / "docs" / "redaktor.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = code_blocks(TEXT)
FETCHED = "arsrapport-manskliga-rattigheter-2024.md"
_MOST_BYTES = 150_000


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


def test_every_command_and_option_in_the_guide_is_there() -> None:
    assert len(list(commands_named(TEXT))) > 20
    assert unknown_options(TEXT) == set()


def test_every_verb_for_editors_is_in_the_guide() -> None:
    named = {verb for verb, *_ in commands_named(TEXT)}
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


def test_the_chapters_are_numbered_one_after_the_other() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)]
    assert all(after == before + 1 for before, after in pairwise([0, *numbers]))
