"""Files and a catalogue into sources and documents."""

import unicodedata
from pathlib import Path

import docx
import pytest

from ingest.catalogue import CATALOGUE, read_catalogue
from ingest.corpus import READABLE, find_missing, find_sources
from ingest.errors import CorpusError, EmptyDocument, UnreadableDocument
from ingest.readers import read_document, readers
from ingest.source_digest import SourceChange, source_changes
from tests.pdf_pages import Page, write_pdf

TEXT = "# Rapport\n\n## 1 Mål\n\nNätverket träffades fem gånger under året.\n"


def put(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ids(*paths: Path) -> list[str]:
    return [source.id for source in find_sources(paths)]


def test_a_folder_is_searched_in_depth_and_sources_are_sorted_by_id(tmp_path: Path) -> None:
    for name in ("c.md", "djupt/nere/a.txt", "b.markdown", "B.MD"):
        put(tmp_path, name)
    assert ids(tmp_path) == ["B", "a", "b", "c"]


def test_word_and_web_pages_are_sources(tmp_path: Path) -> None:
    put(tmp_path, "a.html", "<p>Text.</p>")
    put(tmp_path, "b.htm", "<p>Text.</p>")
    docx.Document().save(str(tmp_path / "c.DOCX"))
    assert ids(tmp_path) == ["a", "b", "c"]


def test_readmes_licences_hidden_files_and_other_sorts_are_no_sources(tmp_path: Path) -> None:
    for name in ("a.md", "README.md", "LÄSMIG.md", "LICENSE.txt", ".dold.md", ".git/b.md", "bild.png", "tabell.xlsx"):
        put(tmp_path, name)
    assert ids(tmp_path) == ["a"]


def test_a_corpus_below_a_hidden_folder_is_read(tmp_path: Path) -> None:
    put(tmp_path, ".local/share/corpus/a.md")
    assert ids(tmp_path / ".local/share/corpus") == ["a"]


def test_the_catalogue_goes_before_what_the_file_says(tmp_path: Path) -> None:
    put(tmp_path, "x.md", f"---\ntitle: Filens titel\nyear: 2020\n---\n{TEXT}")
    put(
        tmp_path,
        CATALOGUE,
        '[[document]]\nfile = "x.md"\nid = "eget-id"\ntitle = "Katalogens titel"\nkind = "konvention"\nyear = 1989\n',
    )
    (source,) = find_sources([tmp_path])
    document = read_document(source)
    told = document.metadata
    assert (document.id, told.title, told.kind, told.year) == ("eget-id", "Katalogens titel", "konvention", 1989)


def test_the_catalogue_beside_a_file_named_alone_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "x.md")
    put(tmp_path, CATALOGUE, '[[document]]\nfile = "x.md"\nid = "eget-id"\n')
    assert ids(path) == ["eget-id"]


def test_a_catalogue_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    put(tmp_path, "x.md")
    put(tmp_path, CATALOGUE, '\ufeff[[document]]\nfile = "x.md"\nid = "eget-id"\n')
    assert ids(tmp_path) == ["eget-id"]


def test_a_name_that_the_file_system_keeps_decomposed_is_the_one_that_is_typed(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "årsrapport.md"))
    put(tmp_path, unicodedata.normalize("NFD", "ändring.md"))
    put(tmp_path, CATALOGUE, f'[[document]]\nfile = "{unicodedata.normalize("NFC", "ändring.md")}"\nid = "funnen"\n')
    assert ids(tmp_path) == ["funnen", unicodedata.normalize("NFC", "årsrapport")]


def test_of_a_pdf_and_a_text_with_one_id_the_pdf_is_read(tmp_path: Path) -> None:
    put(tmp_path, "rapport.md")
    put(tmp_path, "rapport.txt")
    pdf = write_pdf(tmp_path / "rapport.pdf", [Page().line("Nätverket träffades.")])
    assert [source.path for source in find_sources([tmp_path])] == [pdf]
    assert [source.path for source in find_sources([tmp_path / "rapport.txt", pdf])] == [pdf]


def test_two_files_of_one_sort_with_one_id_are_refused_and_both_are_named(tmp_path: Path) -> None:
    one, two = put(tmp_path, "2024/rapport.md"), put(tmp_path, "2025/rapport.md")
    with pytest.raises(CorpusError) as caught:
        find_sources([tmp_path])
    assert str(one) in str(caught.value)
    assert str(two) in str(caught.value)
    assert "samma id" in str(caught.value)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    assert ids(tmp_path, path, tmp_path / "." / "a.md") == ["a"]


def test_a_digest_changes_with_the_file_and_with_what_the_catalogue_says(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    first = find_sources([path])[0].digest()
    assert find_sources([path])[0].digest() == first
    put(tmp_path, CATALOGUE, '[[document]]\nfile = "a.md"\nyear = 2025\n')
    second = find_sources([path])[0].digest()
    put(tmp_path, "a.md", TEXT + "Mer text.\n")
    third = find_sources([path])[0].digest()
    assert len({first, second, third}) == 3
    assert source_changes(first, second) == (SourceChange.ENTRY,)
    assert source_changes(second, third) == (SourceChange.FILE,)
    assert source_changes(first, third) == (SourceChange.FILE, SourceChange.ENTRY)
    assert source_changes("1.a.b", "2.a.b") == (SourceChange.READER,)


def test_where_a_file_was_fetched_is_no_part_of_what_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    put(tmp_path, CATALOGUE, '[[document]]\nfile = "a.md"\nyear = 2025\n')
    before = find_sources([path])[0].digest()
    put(tmp_path, CATALOGUE, '[[document]]\nfile = "a.md"\nyear = 2025\nurl = "https://example.se/a"\nsha256 = "0"\n')
    assert find_sources([path])[0].digest() == before


def test_what_the_catalogue_excludes_is_not_read_and_not_missing(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    put(tmp_path, "b.md")
    put(
        tmp_path,
        CATALOGUE,
        '[[document]]\nfile = "a.md"\nexcluded = true\n[[document]]\nfile = "borta.md"\nexcluded = true\n',
    )
    assert ids(tmp_path) == ["b"]
    assert find_missing([tmp_path]) == ()
    with pytest.raises(CorpusError, match="undantagen i katalogen"):
        find_sources([path])


def test_an_entry_whose_file_is_not_there_is_missing_with_its_address(tmp_path: Path) -> None:
    put(tmp_path, unicodedata.normalize("NFD", "här.md"))
    put(
        tmp_path,
        CATALOGUE,
        '[[document]]\nfile = "här.md"\n[[document]]\nfile = "djupt/borta.md"\nurl = "https://example.se/b"\n',
    )
    (missing,) = find_missing([tmp_path, tmp_path / "här.md"])
    assert (missing.path, missing.id, missing.url) == (tmp_path / "djupt/borta.md", "borta", "https://example.se/b")


def test_a_file_that_has_vanished_has_a_digest_and_is_said_not_to_be_there_when_it_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.md")
    (source,) = find_sources([tmp_path])
    whole = source.digest()
    path.unlink()
    assert source.digest() != whole
    with pytest.raises(UnreadableDocument, match=r"a\.md finns inte"):
        read_document(source)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_file_without_text_is_said_to_be_empty(tmp_path: Path, name: str) -> None:
    with pytest.raises(EmptyDocument, match=name):
        read_document(find_sources([put(tmp_path, name, " \n\n")])[0])


def test_a_folder_without_documents_is_said_to_have_none(tmp_path: Path) -> None:
    put(tmp_path, "bild.png")
    with pytest.raises(CorpusError, match="har inga dokument att läsa"):
        find_sources([tmp_path])


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"borta finns inte\. Kontrollera sökvägen"):
        find_sources([tmp_path / "borta"])


def test_a_file_of_another_sort_is_refused_with_those_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"tabell\.xlsx .* \.pdf, \.md, \.markdown, \.docx, \.html, \.htm, \.txt"):
        find_sources([put(tmp_path, "tabell.xlsx")])


@pytest.mark.parametrize(
    "catalogue", ["[[document]\n", '[document]\nfile = "a.md"\n', '[[document]]\nid = "a"\n', "document = 3\n"]
)
def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path, catalogue: str) -> None:
    put(tmp_path, CATALOGUE, catalogue)
    with pytest.raises(CorpusError, match=CATALOGUE):
        read_catalogue(tmp_path)


def test_a_catalogue_that_is_a_folder_is_said_not_to_open(tmp_path: Path) -> None:
    (tmp_path / CATALOGUE).mkdir()
    with pytest.raises(CorpusError, match="kan inte öppnas"):
        read_catalogue(tmp_path)


def test_there_is_a_reader_for_every_ending_that_can_be_read() -> None:
    assert tuple(readers()) == READABLE


def test_no_catalogue_says_nothing(tmp_path: Path) -> None:
    assert read_catalogue(tmp_path) == {}
