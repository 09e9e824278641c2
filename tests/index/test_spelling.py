"""Words typed without å, ä and ö, and the general word list that keeps ordinary words from being mended."""

import pytest

from index.compounds import Vocabulary
from index.general_words import parse_general_words
from index.spelling import Speller, same_sound, without_marks

TEXT = "Länsstyrelsen ger råd om rättigheter. Mål och medel. Läget i länen. " * 12
ADDRESS = "Se www.lansstyrelsen.se och om målet. "


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(Vocabulary.of([TEXT, ADDRESS]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rattigheter", "rättigheter"),
        ("lansstyrelsen", "länsstyrelsen"),
        ("lanen", "länen"),
        ("mal", "mål"),
        ("medel", None),
        ("länsstyrelsen", None),
        ("okand", None),
    ],
)
def test_marks_are_put_back_where_the_library_has_them(speller: Speller, typed: str, meant: str | None) -> None:
    assert speller.restored(typed) == meant


def test_of_two_words_that_the_library_holds_both_stay() -> None:
    assert Speller(Vocabulary.of(["Männen såg manen. Männen talade om manen."])).restored("manen") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("länstyrelsen", "länsstyrelsen", True),
        ("nätvärk", "nätverk", True),
        ("barnratt", "barnrätt", True),
        ("barnrätt", "barnträd", False),
        ("norrvik", "norrby", False),
    ],
)
def test_words_of_one_sound_differ_in_little(one: str, other: str, same: bool) -> None:
    assert same_sound(one, other) is same


def test_marks_are_taken_off() -> None:
    assert without_marks("åäöé barn") == "aaoe barn"


def test_general_words_hold_ordinary_words_and_no_slips_of_them(general_words: bytes) -> None:
    words = parse_general_words(general_words)
    assert {"sjuksköterska", "kylskåp", "månen", "länder", "många"} <= words
    assert not {"manga", "lander", "fragor"} & words
