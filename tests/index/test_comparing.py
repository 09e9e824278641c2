"""Questions that compare documents: what is asked of each."""

import pytest

from index.arrangement import in_turn
from index.asked_out_of import Mention
from index.comparing import asks_difference, read_comparison
from ingest.document import Span

NAMES = {"hundkonventionen": "hund", "kattkonventionen": "katt", "fiskförklaringen": "fisk"}


def mentions(question: str, *, sure: bool = True) -> list[Mention]:
    found = []
    for name, doc in NAMES.items():
        at = question.casefold().find(name)
        if at >= 0:
            end = at + len(name) + question.casefold().startswith("s ", at + len(name))
            found.append(Mention(frozenset({doc}), Span(at, end), sure))
    return found


def asked(question: str) -> dict[str, str]:
    return {side.doc: side.question for side in read_comparison(question, mentions(question), english=False)}


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Hur skiljer sig hundkonventionen från kattkonventionen när det gäller rätten till mat?", "rätten till mat"),
        ("Hur skiljer sig rätten till mat i hundkonventionen från den i kattkonventionen?", "rätten till mat"),
        ("Jämför hundkonventionen och kattkonventionen om rätten till mat.", "rätten till mat"),
        ("Kan du jämföra hundkonventionen med kattkonventionen i fråga om rätten till mat?", "rätten till mat"),
        ("Vilka skillnader finns det mellan hundkonventionen och kattkonventionen om bad?", "bad"),
        ("Vad är skillnaden mellan hundkonventionen och kattkonventionen i synen på bad?", "bad"),
        ("Vilka likheter finns mellan hundkonventionens och kattkonventionens syn på bad?", "bad"),
    ],
)
def test_a_difference_is_asked_of_each_as_what_it_says(question: str, topic: str) -> None:
    sides = asked(question)
    assert list(sides) == ["hund", "katt"]
    assert sides["hund"].casefold() in {f"vad säger hundkonventionen{s} om {topic}?" for s in ("", "s")}
    assert sides["katt"].casefold() in {f"vad säger kattkonventionen{s} om {topic}?" for s in ("", "s")}


@pytest.mark.parametrize(
    ("question", "of_the_cat"),
    [
        ("Vad säger hundkonventionen och kattkonventionen om bad?", "Vad säger kattkonventionen om bad?"),
        ("Vad säger hundkonventionen respektive kattkonventionen om bad?", "Vad säger kattkonventionen om bad?"),
        ("Finns rätten till bad både i hundkonventionen och i kattkonventionen?", "Finns rätten till bad i {}?"),
        ("Är bad förbjudet enligt både hundkonventionen och kattkonventionen?", "Är bad förbjudet enligt {}?"),
        ("Skyddas badandet på samma sätt i hundkonventionen som i kattkonventionen?", "Skyddas badandet i {}?"),
        ("Nämner hundkonventionen och kattkonventionen bad?", "Nämner kattkonventionen bad?"),
    ],
)
def test_what_is_asked_of_several_is_asked_of_each(question: str, of_the_cat: str) -> None:
    assert asked(question)["katt"] == of_the_cat.format("kattkonventionen")


def test_three_in_a_row_are_asked_in_the_order_they_are_named() -> None:
    sides = asked("Hur behandlas bad i kattkonventionen, hundkonventionen och fiskförklaringen?")
    assert list(sides.items()) == [
        ("katt", "Hur behandlas bad i kattkonventionen?"),
        ("hund", "Hur behandlas bad i hundkonventionen?"),
        ("fisk", "Hur behandlas bad i fiskförklaringen?"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "Vad säger hundkonventionen om bad?",
        "Hur skiljer sig bad från dusch i hundkonventionen?",
        "Vad är skillnaden mellan hundkonventionen och kattkonventionen?",
        "När undertecknades kattkonventionen av dem som skrev hundkonventionen?",
    ],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert not read_comparison(question, mentions(question), english=False)


def test_a_guess_or_a_name_of_several_compares_nothing() -> None:
    question = "Jämför hundkonventionen och kattkonventionen om bad."
    assert not read_comparison(question, mentions(question, sure=False), english=False)
    first, second = mentions(question)
    assert not read_comparison(question, [first, Mention(second.docs | {"fisk"}, second.span, True)], english=False)


def test_in_english_the_question_of_each_is_english() -> None:
    question = "How does hundkonventionen differ from kattkonventionen regarding baths?"
    sides = read_comparison(question, mentions(question), english=True)
    assert [side.question for side in sides] == [
        "What does hundkonventionen say about baths?",
        "What does kattkonventionen say about baths?",
    ]


def test_the_first_of_each_come_in_turn() -> None:
    assert in_turn([[1, 2, 3], [5]]) == [1, 5, 2, 3]
    assert in_turn([]) == []


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hur skiljer sig hundrapporten från kattrapporten?", True),
        ("Jämför hundrapporten och kattrapporten", True),
        ("Kan du jämföra hundrapporten med kattrapporten?", True),
        ("Vilka är de största skillnaderna mellan hundrapporten och kattrapporten?", True),
        ("Blev hundarna fler jämfört med året innan, enligt hundrapporten och kattrapporten?", False),
        ("Hur många hundar finns enligt hundrapporten respektive kattrapporten?", False),
        ("Hur arbetar länen med det som skiljer dem åt?", False),
    ],
)
def test_a_question_that_begins_with_a_difference_asks_for_it(question: str, asked: bool) -> None:
    assert asks_difference(question) == asked
