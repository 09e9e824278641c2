"""A manifest comes back as it was written, or says why it cannot be used."""

import json
from pathlib import Path

import pytest

from index.errors import LibraryMismatch
from index.manifest import FORMAT, MANIFEST, DocumentRecord, Manifest, file_digest

RECORD = DocumentRecord("rapport", "Rapport å", "årsrapport", 2025, "källa", "sammandrag", 9, 3, ("Året saknas.",))
WRITTEN = Manifest(
    "20250101T000000000000-abcdef01",
    "2025-01-01T00:00:00+00:00",
    "ordpåse@1",
    256,
    {"wanted": 130, "most": 220},
    (RECORD, DocumentRecord("lag", "Lag", "lag", None, "k", "s", 0, 1)),
    4,
    11,
    "korpus",
    {"words/meta.json": "abc"},
    {"words/meta.json": (3, 1_700_000_000_000_000_001)},
    {"recall": 0.9},
)


def test_it_comes_back_as_it_was_written(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    assert Manifest.read(tmp_path) == WRITTEN
    assert "årsrapport" in (tmp_path / MANIFEST).read_text(encoding="utf-8")


def test_another_format_is_refused_with_both_numbers(tmp_path: Path) -> None:
    WRITTEN.write(tmp_path)
    path = tmp_path / MANIFEST
    path.write_text(
        json.dumps({**json.loads(path.read_text(encoding="utf-8")), "format": FORMAT + 7}), encoding="utf-8"
    )
    with pytest.raises(LibraryMismatch, match=f"format {FORMAT + 7}, men programmet läser format {FORMAT}"):
        Manifest.read(tmp_path)


def test_another_model_is_refused_with_both_names() -> None:
    WRITTEN.require_model("ordpåse@1")
    with pytest.raises(LibraryMismatch, match=r"modellen ordpåse@1, men inställd modell är annan@2"):
        WRITTEN.require_model("annan@2")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"3",
        b"{}",
        f'{{"format": {FORMAT}}}'.encode(),
        f'{{"format": {FORMAT}, "documents": 3}}'.encode(),
        f'{{"format": {FORMAT}, "documents": [3]}}'.encode(),
        f'{{"format": {FORMAT}, "documents": [{{}}]}}'.encode(),
        f'{{"format": {FORMAT}, "documents": [], "okänt": 1}}'.encode(),
    ],
)
def test_a_damaged_one_is_said_to_be_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(LibraryMismatch, match=r"är skadat: manifestet kan inte läsas\. Bygg om med belagg build"):
        Manifest.read(tmp_path)


def test_a_missing_one_is_said_to_be_damaged(tmp_path: Path) -> None:
    with pytest.raises(LibraryMismatch, match="manifestet kan inte läsas"):
        Manifest.read(tmp_path)


def test_files_that_are_not_as_they_were_written_are_named(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    for name in ("a", "b", "words/c"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    manifest = Manifest("i", "t", "m", 3, {}, (), 0, 0, "").sealed(tmp_path)
    manifest.write(tmp_path)
    assert set(manifest.files) == set(manifest.stamps) == {"a", "b", "words/c"}
    assert manifest.damaged(tmp_path) == ()
    (tmp_path / "a").write_text("annat", encoding="utf-8")
    (tmp_path / "words" / "c").unlink()
    assert manifest.damaged(tmp_path) == ("a", "words/c")


def test_the_digest_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_digest(tmp_path / "a").startswith("ba7816bf8f01cfea")
