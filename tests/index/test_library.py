"""Search over a small library: what is found, by what, and within which documents."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import LibraryDamaged, LibraryMismatch, LibraryMissing, UnknownFilter
from index.files import GENERAL_WORDS, SENTENCE_VECTORS, STORE, SYNONYMS, VOCABULARY, WORDS_FOLDER
from index.filters import filters_of
from index.generations import Generations
from index.library import Library
from index.manifest import MANIFEST, Manifest
from index.searching import Mode
from tests.fakes import WordEmbedder
from tests.index.libraries import DATA, built, found, put, report, served

COMPOUND = "Barnrättsperspektivet ska prägla varje beslut om boende."


class OtherEmbedder(WordEmbedder):
    name = "annan@2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus")
    for path in DATA.glob("*.md"):
        (corpus / path.name).write_bytes(path.read_bytes())
    put(
        corpus,
        boende=report("Rapport om boende", COMPOUND, "Barnrätt och perspektiv nämns för sig.", year=2022),
        fritid="# Om fritid\n\nFritidsgården i Åmark öppnade igen efter vattenskadan.\n",
    )
    library = tmp_path_factory.mktemp("library")
    built(corpus, library)
    return library


@pytest.fixture(scope="module")
def library(folder: Path) -> Iterator[Library]:
    opened = served(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_finds_what_shares_the_words_first(library: Library, mode: Mode) -> None:
    assert found(library, "fritidsgården efter vattenskadan", mode=mode)[0] == "fritid"


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        (Mode.DENSE, {"dense", "sentence"}),
        (Mode.WORDS, {"words", "ngrams"}),
        (Mode.HYBRID, {"dense", "sentence", "words", "ngrams"}),
    ],
)
def test_a_mode_uses_its_rankings_and_no_other(library: Library, mode: Mode, names: set[str]) -> None:
    hit = library.search(library.understand("fritidsgården efter vattenskadan"), mode=mode)[0]
    assert hit.scores.keys() == names


def test_in_hybrid_every_hit_has_its_dense_scores(library: Library) -> None:
    for hit in library.search(library.understand("nätverket och nyhetsbrevet"), limit=20):
        assert {"dense", "sentence"} <= hit.scores.keys()
        assert hit.scores["sentence"] == pytest.approx(max(hit.sentence_scores), abs=1e-5)
        assert len(hit.sentence_scores) == len(hit.stored.passage.sentences)


@pytest.mark.parametrize("query", ["barnrätt", "perspektiv"])
def test_a_compound_is_found_by_its_parts(library: Library, query: str) -> None:
    hits = library.search(library.understand(query), mode=Mode.WORDS)
    assert any(COMPOUND in hit.stored.text for hit in hits)


def test_hits_are_ranked_from_one_with_falling_scores(library: Library) -> None:
    hits = library.search(library.understand("barnets rättigheter"), limit=6)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_no_more_hits_than_the_limit(library: Library, limit: int) -> None:
    assert len(library.search(library.understand("barnets rättigheter"), limit=limit)) == limit


def test_the_same_search_gives_the_same_hits(library: Library) -> None:
    query = library.understand("nätverket för barnets rättigheter")
    assert library.search(query) == library.search(query)


def test_threads_get_what_one_alone_gets(library: Library) -> None:
    queries = ["nätverket", "nyhetsbrevet", "fritidsgården", "barnrätt"] * 10
    alone = [found(library, query) for query in queries]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda query: found(library, query), queries)) == alone


@pytest.mark.parametrize("mode", list(Mode))
def test_filters_let_through_what_they_name_alone(library: Library, mode: Mode) -> None:
    def docs(**values: list[str] | list[int]) -> set[str]:
        return set(found(library, "nätverket barnets rättigheter boende", filters_of(**values), mode))  # type: ignore[arg-type]  # one of three

    assert docs(doc=["boende"]) == {"boende"}
    assert docs(year=[2024]) == {"arsrapport-manskliga-rattigheter-2024"}
    assert docs(kind=["övrigt"]) <= {"fritid"}
    assert docs(year=[2022, 2023]) == {"boende", "arsrapport-barnets-rattigheter-2023"}
    assert docs(doc=["boende"], year=[2024]) == set()


def test_a_document_of_unknown_year_passes_no_filter_on_years(library: Library) -> None:
    assert library.manifest.documents[-1].year is None
    assert "fritid" not in found(library, "fritidsgården", filters_of(year=[2022, 2023, 2024]), Mode.DENSE, 50)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (
            filters_of(doc=["borta"]),
            r"dokumentet borta\. Det som finns är: arsrapport-barnets-rattigheter-2023, .*fritid\.",
        ),
        (filters_of(kind=["dikt"]), r"slaget dikt\. Det som finns är: årsrapport, övrigt\."),
        (filters_of(year=[1901, 2024]), r"året 1901\. Det som finns är: 2022, 2023, 2024\."),
    ],
)
def test_a_filter_that_names_what_there_is_not_says_what_there_is(library: Library, filters: object, said: str) -> None:
    with pytest.raises(UnknownFilter, match=said):
        library.search(library.understand("nätverket"), filters)  # type: ignore[arg-type]  # a Filter


@pytest.mark.parametrize("query", ["", " ", "och det som är", "!?", "\x00", "ord " * 500])
def test_whatever_is_asked_gives_hits_or_none(library: Library, query: str) -> None:
    for mode in Mode:
        assert len(library.search(library.understand(query), mode=mode)) <= 10


def test_the_same_text_in_two_reports_is_one_hit_that_names_the_other(tmp_path: Path) -> None:
    sentence = "Samordnaren höll sex utbildningar om våld i nära relationer för skolans personal i länet."
    put(tmp_path / "c", a=report("Rapport A", sentence, year=2023), b=report("Rapport B", sentence, year=2024))
    built(tmp_path / "c", tmp_path / "l")
    library = served(tmp_path / "l")
    (hit,) = library.search(library.understand("utbildningar om våld i nära relationer"))
    assert {hit.stored.passage.doc, *(other.passage.doc for other in hit.also_in)} == {"a", "b"}
    library.close()


def test_a_document_is_given_by_id(library: Library) -> None:
    assert library.document("fritid").metadata.title == "Om fritid"
    with pytest.raises(KeyError):
        library.document("borta")


def test_no_library_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing, match="Bygg ett med belagg build"):
        Library.open(tmp_path, WordEmbedder())


def test_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(LibraryMismatch, match="annan@2"):
        Library.open(folder, OtherEmbedder())


@pytest.mark.parametrize("name", [STORE, "vectors.faiss", SENTENCE_VECTORS, f"{WORDS_FOLDER}/meta.json", MANIFEST])
@pytest.mark.parametrize("content", [None, b"", b"skadad"], ids=["gone", "empty", "spoilt"])
def test_a_damaged_file_is_said_to_be_damage_in_one_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    with pytest.raises(LibraryMismatch, match="skadat"):
        Library.at(damaged(tmp_path, name, content), WordEmbedder())


@pytest.mark.parametrize("name", [VOCABULARY, SYNONYMS, GENERAL_WORDS])
def test_a_list_of_words_that_is_gone_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(LibraryMismatch, match=f"skadat: {name} saknas"):
        Library.at(damaged(tmp_path, name, None), WordEmbedder())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (VOCABULARY, b"{"),
        (VOCABULARY, b"[]"),
        (SYNONYMS, b"\xff\xfe"),
        (SYNONYMS, b"3"),
        (STORE, b"ingen databas"),
        (f"{WORDS_FOLDER}/meta.json", b"{}"),
    ],
)
def test_damage_that_does_not_show_is_said_to_be_damage_too(tmp_path: Path, name: str, content: bytes) -> None:
    """As where a file was damaged by what wrote it: its digest is that of the damage."""
    folder = damaged(tmp_path, name, content)
    Manifest.read(folder).sealed(folder).write(folder)
    with pytest.raises(LibraryDamaged, match=r"skadat.*Gå tillbaka med belagg rollback eller bygg om\.$"):
        Library.at(folder, WordEmbedder())


def test_an_open_library_reads_questions_although_its_folder_is_gone(tmp_path: Path) -> None:
    built(put(tmp_path / "c", a=report("Rapport A", "Nätverket för samordning träffades.")), tmp_path / "l")
    library = served(tmp_path / "l")
    shutil.rmtree(tmp_path / "l")
    understood = library.understand("Vad gjorde näverket för samordnning?")
    assert ("samordnning", "samordning") in understood.corrections
    assert len(library.search(understood)) == 1
    library.close()


def damaged(folder: Path, name: str, content: bytes | None) -> Path:
    """The served generation of a new library, in which one file is gone or holds something else."""
    built(put(folder / "c", a=report("Rapport A", "Nätverket träffades.")), folder / "l")
    served_ = Generations(folder / "l").served()
    (served_ / name).unlink()
    if content is not None:
        (served_ / name).write_bytes(content)
    return served_
