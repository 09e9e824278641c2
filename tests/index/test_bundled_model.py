"""The default model's cache: made once, made whole, out of the weights we know and no others."""

import multiprocessing
from pathlib import Path

import pytest

from index.bundled_model import (
    DIM,
    FINGERPRINT,
    PreparedModel,
    is_complete,
    packaged_weights,
    prepare,
    verified,
)
from index.errors import ModelMissing
from index.models import prepared_model
from index.options import cache_folder
from index.processor import multiplies_bfloat16


def test_other_weights_are_refused(tmp_path: Path) -> None:
    fake = tmp_path / "fake.bin"
    fake.write_bytes(b"E5S1 and nothing more")
    with pytest.raises(ModelMissing, match="är inte de väntade"):
        prepare(tmp_path / "cache", weights=fake)
    assert not (tmp_path / "cache").exists()


def test_missing_weights_are_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="finns inte") as caught:
        prepare(tmp_path / "cache", weights=tmp_path / "none.bin")
    assert str(caught.value).startswith("Språkmodellen saknas: ")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.bundled_model.PACKAGE", "no_such_package")
    with pytest.raises(ModelMissing, match="no_such_package är inte installerat"):
        packaged_weights()


def test_a_cache_that_cannot_be_written_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelMissing, match="kunde inte förberedas i"):
        prepare(tmp_path / "file" / "cache")


def test_an_empty_folder_is_no_complete_cache(tmp_path: Path) -> None:
    assert not is_complete(tmp_path)
    assert not is_complete(tmp_path / "none")


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"layout": 0, "fingerprint": "x", "sizes": {}}'])
def test_a_marker_that_says_something_else_is_no_complete_cache(tmp_path: Path, marker: str) -> None:
    (tmp_path / "complete.json").write_text(marker)
    assert not is_complete(tmp_path)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fpu amx_bf16 avx512f", True), ("fpu avx512_bf16", False), ("", False)],
)
def test_bfloat16_is_for_processors_with_tiles(tmp_path: Path, flags: str, expected: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"model name\t: amx_bf16 in a name does not count\nflags\t\t: {flags}\n")
    assert multiplies_bfloat16(cpuinfo) is expected


def test_a_computer_that_does_not_tell_has_no_bfloat16(tmp_path: Path) -> None:
    assert not multiplies_bfloat16(tmp_path / "none")


@pytest.mark.slow
def test_the_package_holds_the_weights_we_know() -> None:
    assert verified(packaged_weights()).name == "e5-small-q4.bin"


@pytest.mark.slow
def test_a_prepared_model_is_not_prepared_again() -> None:
    first = prepared_model(cache_folder(None), print)
    stages: list[str] = []
    assert prepared_model(cache_folder(None), stages.append) == first
    assert stages == []
    assert first.name.endswith(f"@{FINGERPRINT}")
    assert first.dim == DIM


@pytest.mark.slow
def test_a_truncated_cache_is_redone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    stages: list[str] = []
    prepared = prepare(cache, progress=stages.append)
    assert len(stages) == 3
    whole = prepared.words.stat().st_size
    with prepared.words.open("r+b") as file:
        file.truncate(1000)
    assert not is_complete(cache)
    prepare(cache)
    assert prepared.words.stat().st_size == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "cache.lock"]


@pytest.mark.slow
def test_two_processes_may_prepare_at_once(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        made = pool.map(prepare, [tmp_path / "cache"] * 2)
    assert made == [PreparedModel(tmp_path / "cache")] * 2
    assert is_complete(tmp_path / "cache")
