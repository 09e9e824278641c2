"""Publishing, serving, rolling back, locking and pruning, over generations that hold next to nothing."""

import os
from pathlib import Path

import pytest

from index.errors import BuildFailed, LibraryBusy, LibraryMismatch, LibraryMissing
from index.generations import KEPT, Generations
from index.manifest import DocumentRecord, Manifest, file_digest


@pytest.fixture
def library(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "library")


def publish(library: Generations, name: str, source: str = "") -> Path:
    """Publishes a generation whose one file holds its name, of one document."""
    record = DocumentRecord("dok", "Dok", "övrigt", None, source, "", 0, 0)
    with library.lock(), library.new() as folder:
        (folder / "djupt").mkdir()
        (folder / "djupt" / "text").write_text(name, encoding="utf-8")
        manifest = Manifest(name, "2025-01-01T00:00:00+00:00", "ordpåse@1", 3, {}, (record,), 0, 0, "")
        manifest.sealed(folder).write(folder)
        library.publish(folder, name)
    return library.path(name)


def test_nothing_is_served_before_something_is_published(library: Generations) -> None:
    assert library.current() is None
    assert library.history() == ()
    with pytest.raises(LibraryMissing, match=r"Det finns inget bibliotek i .*library\. Bygg ett med belagg build"):
        library.served()


def test_what_is_published_is_served_whole(library: Generations) -> None:
    path = publish(library, "a")
    assert (library.current(), library.served(), library.history()) == ("a", path, ("a",))
    assert (path / "djupt" / "text").read_text(encoding="utf-8") == "a"


def test_a_published_generation_and_the_name_of_it_can_be_read_by_others(library: Generations) -> None:
    path = publish(library, "a")
    assert path.stat().st_mode & 0o777 == 0o755
    assert (library.folder / "current").stat().st_mode & 0o777 == 0o644


def test_a_folder_that_is_not_published_is_gone(library: Generations) -> None:
    with library.new() as folder:
        (folder / "text").write_text("halv", encoding="utf-8")
    assert not folder.exists()


def test_a_folder_under_construction_is_no_generation(library: Generations) -> None:
    publish(library, "a")
    with library.new():
        assert library.history() == ("a",)


def test_a_generation_without_manifest_is_not_served(library: Generations) -> None:
    (publish(library, "a") / "manifest.json").unlink()
    assert library.current() is None
    assert library.history() == ()


@pytest.mark.parametrize("content", [b"", b"\n", b"borta\n", b"\xff\xfe\x00"])
def test_where_the_name_of_what_is_served_is_spoilt_the_newest_is(library: Generations, content: bytes) -> None:
    publish(library, "a")
    publish(library, "b")
    library.serve("a")
    (library.folder / "current").write_bytes(content)
    assert (library.named(), library.current()) == (None, "b")


@pytest.mark.parametrize("content", ["../generations/a", ".", "..", "/", "a/djupt", ".underkänd-a"])
def test_a_name_that_leads_elsewhere_is_none(library: Generations, content: str) -> None:
    publish(library, "a")
    (library.folder / "current").write_text(content, encoding="utf-8")
    assert library.named() is None


def test_without_a_name_the_newest_is_served(library: Generations) -> None:
    publish(library, "a")
    publish(library, "b")
    (library.folder / "current").unlink()
    assert library.served().name == "b"


def test_what_stands_in_for_a_damaged_one_is_the_one_before_and_at_last_a_later_one(library: Generations) -> None:
    for name in "abcd":
        publish(library, name)
    library.serve("c")
    assert list(library.candidates()) == ["c", "b", "a", "d"]


def test_ids_grow_whatever_the_clock_says(library: Generations) -> None:
    made = []
    for day in ("20301231", "19700101", "20200505"):
        with library.new():
            name = library.next_id(f"{day}-abc")
        publish(library, name)
        made.append(name)
    assert made == ["000001-20301231-abc", "000002-19700101-abc", "000003-20200505-abc"]
    assert library.history() == tuple(made)
    assert [library.roll_back(), library.roll_back()] == [made[1], made[0]]


def test_what_is_set_aside_is_neither_served_nor_in_the_history_and_only_the_last_is_kept(library: Generations) -> None:
    publish(library, "000001-a")
    for name in ("000002-b", "000003-c"):
        with library.new() as folder:
            (folder / "text").write_text(name, encoding="utf-8")
            library.set_aside(folder, name)
    assert library.history() == ("000001-a",)
    assert not library.aside("000002-b").exists()
    assert (library.aside("000003-c") / "text").read_text(encoding="utf-8") == "000003-c"
    assert library.next_id("d") == "000004-d"
    with pytest.raises(LibraryMissing):
        library.roll_back(library.aside("000003-c").name)


def test_sources_that_no_kept_generation_has_are_removed(library: Generations, tmp_path: Path) -> None:
    digests = []
    for at in range(KEPT + 2):
        source = tmp_path / "a.md"
        source.write_text(f"Nummer {at}.", encoding="utf-8")
        digests.append(library.sources.keep(source))
        publish(library, f"{at}", digests[-1])
    library.prune()
    assert sorted(os.listdir(library.sources.folder)) == sorted(digests[-KEPT:])
    (library.path("6") / "manifest.json").write_text("{", encoding="utf-8")
    (library.sources.folder / "okänd").write_text("vems?", encoding="utf-8")
    library.prune()
    assert (library.sources.folder / "okänd").exists(), "a manifest cannot be read, so whose it is cannot be told"


def test_roll_back_goes_to_the_one_before_and_from_there_to_the_one_before_that(library: Generations) -> None:
    for name in "abc":
        publish(library, name)
    assert [library.roll_back(), library.roll_back()] == ["b", "a"]
    assert library.current() == "a"
    with pytest.raises(LibraryMissing, match="Det finns inte någon tidigare version"):
        library.roll_back()
    assert library.current() == "a"


def test_roll_back_goes_to_a_named_one_even_if_it_is_newer(library: Generations) -> None:
    for name in "abc":
        publish(library, name)
    library.roll_back("a")
    assert library.roll_back("c") == library.current() == "c"


def test_roll_back_to_what_there_is_not_names_it_and_changes_nothing(library: Generations) -> None:
    publish(library, "a")
    with pytest.raises(LibraryMissing, match="Det finns inte någon version z"):
        library.roll_back("z")
    assert library.current() == "a"


@pytest.mark.parametrize(("name", "said"), [("djupt/text", "djupt/text är inte som"), ("manifest.json", "manifestet")])
def test_roll_back_to_a_damaged_generation_is_refused(library: Generations, name: str, said: str) -> None:
    damaged = publish(library, "a")
    publish(library, "b")
    (damaged / name).write_text("{}", encoding="utf-8")
    with pytest.raises(LibraryMismatch, match=said):
        library.roll_back()
    assert library.current() == "b"


def test_pruning_keeps_the_newest_and_the_one_that_is_served(library: Generations) -> None:
    names = "abcdefgh"
    for name in names:
        publish(library, name)
    library.roll_back("a")
    library.prune()
    assert library.history() == ("a", *names[-KEPT:])


def test_a_generation_that_cannot_be_named_is_gone_and_the_old_one_served(
    library: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(library, "a")

    def refuse(_: Generations, generation: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Generations, "serve", refuse)
    with pytest.raises(OSError, match="No space left"):
        publish(library, "b")
    assert library.history() == ("a",)
    assert library.current() == "a"


def test_a_generation_that_is_named_stays_although_the_folder_cannot_be_synced(
    library: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(library, "a")
    serve = Generations.serve

    def serve_then_fail(self: Generations, generation: str) -> None:
        serve(self, generation)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Generations, "serve", serve_then_fail)
    with pytest.raises(OSError, match="Input/output"):
        publish(library, "b")
    assert library.served().name == "b"


def test_the_lock_is_held_by_one_and_given_back(library: Generations) -> None:
    with library.lock(), pytest.raises(LibraryBusy, match="Ett annat bygge pågår"), Generations(library.folder).lock():
        pass
    with Generations(library.folder).lock():
        pass


def test_what_goes_wrong_under_the_lock_is_not_taken_for_the_lock(library: Generations) -> None:
    with pytest.raises(OSError, match="något annat"), library.lock():
        raise OSError("något annat")
    with library.lock():
        pass


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    library = Generations(tmp_path / "fil")
    with pytest.raises(BuildFailed, match=r"fil \(File exists\), så det är som förut\. Kontrollera"), library.lock():
        pass


def test_a_source_is_kept_under_the_digest_of_what_was_kept(library: Generations, tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text("Ett.", encoding="utf-8")
    digest = library.sources.keep(source)
    assert digest == file_digest(source) == library.sources.keep(source)
    source.write_text("Två.", encoding="utf-8")
    assert (library.sources.folder / digest).read_text(encoding="utf-8") == "Ett."
    assert os.listdir(library.sources.folder) == [digest]


def test_a_source_that_is_gone_leaves_nothing_behind(library: Generations, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        library.sources.keep(tmp_path / "borta.md")
    assert os.listdir(library.sources.folder) == []
