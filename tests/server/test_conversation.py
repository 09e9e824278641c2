"""Follow-ups made to stand alone, over the conventions, the laws and the made-up reports."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from index.build import build
from index.library import Library
from index.plan import Recipe
from index.synonyms import Synonyms
from server.conversation import stand_alone
from tests.fakes import WORD_MODEL, WordEmbedder

DATA = Path(__file__).resolve().parents[1] / "data"


class FollowUp(BaseModel):
    """One line of uppfoljningar.jsonl; `contains` and `lacks` are of the question that stands alone, whatever case."""

    model_config = ConfigDict(extra="forbid")

    earlier: tuple[str, ...]
    follow_up: str
    contains: tuple[str, ...]
    lacks: tuple[str, ...]


FOLLOW_UPS = [
    FollowUp.model_validate(json.loads(line))
    for line in (DATA / "uppfoljningar.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def everything(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("everything")
    sources = [shared / "corpus" / "konventioner", shared / "corpus" / "lagar", *sorted(DATA.glob("*.md"))]
    synonyms = Synonyms.read(DATA.parents[1] / "corpus" / "synonymer.toml")
    assert not build(sources, folder, WORD_MODEL, recipe=Recipe(synonyms=synonyms)).failures
    library = Library.open(folder, WordEmbedder())
    yield library
    library.close()


@pytest.mark.shared
@pytest.mark.parametrize("case", FOLLOW_UPS, ids=lambda case: f"{case.earlier[-1]} + {case.follow_up}")
def test_a_follow_up_says_what_it_means_and_no_more(everything: Library, case: FollowUp) -> None:
    whole = stand_alone(case.follow_up, case.earlier, everything.usage).casefold()
    assert [part for part in case.contains if part.casefold() not in whole] == [], whole
    assert [part for part in case.lacks if part.casefold() in whole] == [], whole


def test_there_are_follow_ups_enough() -> None:
    assert len({(case.earlier, case.follow_up) for case in FOLLOW_UPS}) >= 40
    assert sum(case.contains == (case.follow_up,) for case in FOLLOW_UPS) >= 8


@pytest.mark.parametrize("question", ["Varför?", "Och 2024?", "Hur många hundar finns det?", "  ", "?"])
def test_without_a_question_before_it_a_question_is_left_as_it_is(library: Library, question: str) -> None:
    assert stand_alone(question, [], library.usage) == question
    assert stand_alone(question, ["", "  "], library.usage) == question


def test_a_whole_question_is_left_to_the_letter(library: Library) -> None:
    question = "men Hur ofta möttes nätverket i Granlands län 2023 ?"
    assert stand_alone(question, ["Vad är en hund?"], library.usage) == question


def test_what_no_rule_knows_is_put_before_the_earlier_question(library: Library) -> None:
    whole = stand_alone("Och hur många korgar?", ["Vad har varje hund rätt till?"], library.usage)
    assert whole == "Hur många korgar – vad har varje hund rätt till?"


def test_a_chain_is_followed_back_to_the_question_that_stands_alone(library: Library) -> None:
    chain = ["Vad har varje hund rätt till?", "Hur många kommuner nåddes 2023?", "Och 2024?", "Varför?"]
    whole = stand_alone("Och regioner?", chain, library.usage)
    assert "hund" not in whole
    assert {"regioner", "2024"} <= set(whole.rstrip("?").split())


def test_twenty_turns_of_nothing_but_ellipses_give_a_question(library: Library) -> None:
    whole = stand_alone("Varför?", ["När?", "Mer?"] * 10, library.usage)
    assert whole.endswith("?")
    assert len(whole) < 200


@pytest.mark.parametrize("noise", ["((", "[a-", "\\", "Och \x00?", "och i *?", "ååå" * 300])
def test_whatever_is_typed_gives_a_question(library: Library, noise: str) -> None:
    assert stand_alone(noise, ["Vad har varje hund rätt till?", noise], library.usage)


def test_a_name_is_known_by_how_the_library_writes_it(library: Library) -> None:
    usage = library.usage
    assert usage.as_name("granland") == "Granland"
    assert usage.as_name("rättslinjen") == "Rättslinjen"
    assert usage.as_name("kommuner") is None
    assert usage.is_place("granlands")
    assert not usage.is_place("dikteby")


def test_equals_stand_beside_each_other_in_the_library(library: Library) -> None:
    assert library.usage.beside("kommuner", "regioner") > 0
    assert library.usage.beside("kommuner", "korg") == 0
