"""The list of ordinary words is made once, and copied as long as it would be the same."""

from pathlib import Path

import pytest

from index import general_words as module
from index.general_words import parse_general_words, write_general_words


def test_it_holds_ordinary_words_and_no_slips(general_words: bytes) -> None:
    words = parse_general_words(general_words)
    assert {"barnet", "många", "skola"} <= words
    assert not words & {"", "manga", "baarnet"}
    assert not [word for word in words if word.startswith("#")]


def test_a_list_made_the_same_way_is_copied(
    tmp_path: Path, general_words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tmp_path / "före"
    before.write_bytes(general_words)
    monkeypatch.setattr(module, "_chosen", lambda: pytest.fail("made anew"))
    write_general_words(tmp_path / "efter", before)
    assert (tmp_path / "efter").read_bytes() == general_words


@pytest.mark.parametrize("content", [b"# wordfreq 0.1 abc\nord", b"", b"\xff\xfe", None])
def test_one_made_otherwise_is_made_anew(
    tmp_path: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "före").write_bytes(content)
    monkeypatch.setattr(module, "_chosen", lambda: iter(["barn"]))
    write_general_words(tmp_path / "efter", tmp_path / "före")
    assert parse_general_words((tmp_path / "efter").read_bytes()) == {"barn"}
