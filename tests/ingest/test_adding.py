"""Files put into the corpus, and entries written with everything around them left as it was."""

import tomllib
from pathlib import Path

import pytest

from ingest.adding import add_files
from ingest.catalogue import CATALOGUE
from ingest.catalogue_file import drop_entry, put_entry
from ingest.corpus import find_sources
from ingest.errors import CorpusError
from tests.pdf_pages import Page, write_pdf

BEFORE = """# Vår katalog.

[[document]]
file = "gammal.md"     # skriven för hand
year =    2001

# En kommentar sist.
"""
TEXT = "# Rapport\n\nNätverket träffades fem gånger.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "gammal.md").write_text(TEXT, encoding="utf-8")
    (folder / CATALOGUE).write_text(BEFORE, encoding="utf-8")
    return folder


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "ny rapport.pdf", [Page().line("Nätverket träffades.")])


def entries(corpus: Path) -> dict[str, dict[str, object]]:
    told = tomllib.loads((corpus / CATALOGUE).read_text(encoding="utf-8"))
    return {each["file"]: each for each in told["document"]}


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_copied_and_entered_and_all_else_stays_to_the_letter(corpus: Path, new: Path) -> None:
    (added,) = add_files([new], corpus, {"kind": "årsrapport", "year": 2025, "title": "Årsrapport 2025"})
    assert (added.path, added.id, added.copied) == (corpus / "ny rapport.pdf", "ny rapport", True)
    assert added.path.read_bytes() == new.read_bytes()
    written = (corpus / CATALOGUE).read_text(encoding="utf-8")
    assert written.startswith(BEFORE)
    assert entries(corpus)["ny rapport.pdf"] == {
        "file": "ny rapport.pdf",
        "id": "ny rapport",
        "kind": "årsrapport",
        "year": 2025,
        "title": "Årsrapport 2025",
    }
    assert {source.id for source in find_sources([corpus])} == {"gammal", "ny rapport"}
    assert sorted(path.name for path in corpus.iterdir()) == [CATALOGUE, "gammal.md", "ny rapport.pdf"]


def test_a_file_that_lies_in_the_corpus_is_entered_where_it_is(corpus: Path) -> None:
    below = corpus / "2025" / "å.md"
    below.parent.mkdir()
    below.write_text(TEXT, encoding="utf-8")
    (added,) = add_files([below], corpus, {"year": 2025})
    assert (added.id, added.copied) == ("å", False)
    assert entries(corpus)["2025/å.md"]["year"] == 2025


def test_a_catalogue_is_begun_where_there_is_none(tmp_path: Path, new: Path) -> None:
    add_files([new], tmp_path / "corpus", {"year": 2025})
    assert entries(tmp_path / "corpus")["ny rapport.pdf"]["year"] == 2025


def test_what_was_excluded_is_taken_in_again(corpus: Path) -> None:
    put_entry(corpus, "gammal.md", {"excluded": True})
    with pytest.raises(CorpusError):
        find_sources([corpus])
    add_files([corpus / "gammal.md"], corpus, {})
    assert [source.id for source in find_sources([corpus])] == ["gammal"]
    assert (corpus / CATALOGUE).read_text(encoding="utf-8") == BEFORE


def test_another_file_of_the_name_is_not_overwritten_unless_told(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "gammal.md"
    other.write_text("# Annan\n\nText.\n", encoding="utf-8")
    before = everything(corpus)
    with pytest.raises(CorpusError, match="--replace"):
        add_files([other], corpus, {})
    assert everything(corpus) == before
    add_files([other], corpus, {}, replace=True)
    assert (corpus / "gammal.md").read_bytes() == other.read_bytes()


def test_an_entry_that_says_otherwise_is_not_changed_unless_told(corpus: Path) -> None:
    with pytest.raises(CorpusError, match="year = 2001"):
        add_files([corpus / "gammal.md"], corpus, {"year": 2025})
    add_files([corpus / "gammal.md"], corpus, {"year": 2025}, replace=True)
    assert entries(corpus)["gammal.md"]["year"] == 2025
    assert "# skriven för hand" in (corpus / CATALOGUE).read_text(encoding="utf-8")


def test_one_file_that_cannot_be_added_means_that_none_is(corpus: Path, new: Path, tmp_path: Path) -> None:
    page = tmp_path / "sida.pdf"
    page.write_text("<!DOCTYPE html><html><body>Sidan finns inte</body></html>", encoding="utf-8")
    before = everything(corpus)
    with pytest.raises(CorpusError, match=r"sida\.pdf är inte en PDF utan en webbsida"):
        add_files([new, page], corpus, {})
    assert everything(corpus) == before


@pytest.mark.parametrize(
    ("name", "content", "told", "match"),
    [
        ("a.xlsx", b"PK\x03\x04", {}, r"a\.xlsx .* \.pdf"),
        ("a.txt", b"PK\x03\x04\0\0", {}, "zip-fil"),
        ("a.md", b"", {}, "tom"),
        ("LÄSMIG.md", b"# Text", {}, "Byt namn"),
        ("a.md", b"# Text", {"kind": "broschyr"}, "broschyr.*årsrapport"),
    ],
)
def test_what_cannot_be_added_is_told(
    corpus: Path, tmp_path: Path, name: str, content: bytes, told: dict[str, str], match: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=match):
        add_files([tmp_path / name], corpus, told)


def test_a_title_is_for_one_file_and_two_of_one_name_are_refused(corpus: Path, new: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="--title"):
        add_files([new, corpus / "gammal.md"], corpus, {"title": "En"})
    other = tmp_path / "annan"
    other.mkdir()
    same = write_pdf(other / new.name, [Page().line("Annat.")])
    with pytest.raises(CorpusError, match="samma namn"):
        add_files([new, same], corpus, {})
    with pytest.raises(CorpusError, match="finns inte"):
        add_files([tmp_path / "borta.pdf"], corpus, {})


def test_an_id_that_another_file_of_the_sort_has_is_refused(corpus: Path, tmp_path: Path) -> None:
    put_entry(corpus, "gammal.md", {"id": "ny"})
    (tmp_path / "ny.md").write_text(TEXT, encoding="utf-8")
    with pytest.raises(CorpusError, match="har redan id"):
        add_files([tmp_path / "ny.md"], corpus, {})


def test_a_catalogue_that_cannot_be_read_is_left_alone(corpus: Path, new: Path) -> None:
    (corpus / CATALOGUE).write_text("[[document]\n", encoding="utf-8")
    before = everything(corpus)
    with pytest.raises(CorpusError, match="giltig TOML"):
        add_files([new], corpus, {})
    with pytest.raises(CorpusError, match="giltig TOML"):
        put_entry(corpus, "gammal.md", {"year": 1})
    assert everything(corpus) == before


def test_an_entry_is_taken_away_and_the_others_stay(corpus: Path, new: Path) -> None:
    add_files([new], corpus, {"year": 2025})
    drop_entry(corpus, "ny rapport.pdf")
    assert (corpus / CATALOGUE).read_text(encoding="utf-8").strip() == BEFORE.strip()
    drop_entry(corpus, "okänd.pdf")
    assert list(entries(corpus)) == ["gammal.md"]


def test_line_ends_stay_those_of_the_editor(corpus: Path) -> None:
    (corpus / CATALOGUE).write_bytes(BEFORE.replace("\n", "\r\n").encode())
    put_entry(corpus, "ny.md", {"year": 2025})
    written = (corpus / CATALOGUE).read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    assert entries(corpus)["ny.md"]["year"] == 2025
