"""Questions as they are searched: slips mended, ordinary words and names left alone, abbreviations written out."""

from collections.abc import Iterator

import pytest

from index.build import build
from index.library import Library
from index.plan import Recipe
from index.synonyms import Synonyms
from tests.fakes import WORD_MODEL
from tests.index.libraries import DATA, put, report, served

SENTENCES = (
    "Länsstyrelsen och länsstyrelserna har en barnrättsstrateg.",
    "Mänskliga rättigheter gäller i alla kommuner, och många frågor kom in.",
    "Diskrimineringslagen och barnkonventionen nämndes i förskolan.",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    corpus = put(tmp_path_factory.mktemp("corpus"), a=report("Rapport om stöd", *SENTENCES * 10))
    for path in DATA.glob("*.md"):
        (corpus / path.name).write_bytes(path.read_bytes())
    folder = tmp_path_factory.mktemp("library")
    build([corpus], folder, WORD_MODEL, recipe=Recipe(synonyms=Synonyms((("mänskliga rättigheter", "MR"),))))
    opened = served(folder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("vad gör länstyrelsen", "vad gör länsstyrelsen"),
        ("Lansstyrelsen i Åmark", "Länsstyrelsen i Åmark"),
        ("barnrätsstrateg", "barnrättsstrateg"),
        ("manskliga rattigheter", "mänskliga rättigheter"),
        ("hur manga fragor", "hur många frågor"),
        ("Nar oppnade Rattslinjen", "När öppnade Rättslinjen"),
        ("diskrimeringslagen", "diskrimineringslagen"),
        ("Barnkonvetionen", "Barnkonventionen"),
    ],
)
def test_slips_are_mended_and_told(library: Library, typed: str, read: str) -> None:
    understood = library.understand(typed)
    assert understood.text == read
    assert understood.corrections == tuple(
        (one, other) for one, other in zip(typed.split(), read.split(), strict=True) if one != other
    )


@pytest.mark.parametrize(
    "question",
    [
        "Hur många sjuksköterskor och kylskåp finns på förskolan?",
        "Vilka klimatförändringar märks på månen?",
        "Vem är Siv Dikteby?",
        "Vad gjorde Zlatan Ibrahimovic i Trelleborg?",
        "Arbetar Anna Lindkvist med barnrättsfrågor?",
        "Var bor barnen, och vad gäller för val?",
        "LVU, LSS och NNMR",
        "What is the role of the municipality?",
        "Vad säger artikel 28.1 b?",
    ],
)
def test_what_is_right_is_left_alone(library: Library, question: str) -> None:
    understood = library.understand(question)
    assert understood.text == question
    assert understood.corrections == ()


def test_what_is_shown_is_what_a_person_would_say_and_what_is_searched_says_more(library: Library) -> None:
    understood = library.understand("Vad är MR?")
    assert understood.text == "Vad är MR?"
    assert understood.searched == "Vad är MR? (mänskliga rättigheter)"


def test_the_language_is_told(library: Library) -> None:
    assert library.understand("What is the role of the county?").english
    assert not library.understand("Vad är länets roll?").english


def test_a_question_carries_its_scope(library: Library) -> None:
    assert library.understand("Vad står i avsnitt 2.1 i rapporten om barnets rättigheter?").scope.told == (
        "Årsrapport barnets rättigheter 2023 (påhittad)",
        "avsnitt 2.1",
    )
