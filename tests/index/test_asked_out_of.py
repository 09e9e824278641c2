"""Which documents a question asks its answer out of, and what is left of it without their names."""

import pytest

from index.asked_out_of import Mention, asked_out_of, what_belongs
from index.manifest import DocumentRecord
from ingest.document import Span

NAME = "hundkonventionen"
HELD = frozenset({"hund", "katt", "rapport"})


def read(question: str, *, sure: bool = True) -> tuple[frozenset[str], str]:
    at = question.casefold().find(NAME)
    mention = Mention(frozenset({"hund"}), Span(at, at + len(NAME)), sure)
    found = asked_out_of(question, [mention], HELD, {"hund": frozenset({"protokoll"})})
    return found.source, found.topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Vad säger hundkonventionen om rätten till promenader?", "rätten till promenader"),
        ("Vad står det om promenader i hundkonventionen?", "promenader"),
        ("Vad gäller för promenader enligt hundkonventionen?", "promenader"),
        ("Hur skyddas promenader i hundkonventionen?", "promenader"),
        ("Nämns promenader i hundkonventionen?", "promenader"),
        ("Tar hundkonventionen upp promenader?", "promenader"),
        ("Hur långa ska promenader vara enligt hundkonventionen?", "Hur långa ska promenader vara?"),
        ("promenader enligt hundkonventionen", "promenader"),
        ("Enligt hundkonventionen, hur långa ska promenader vara?", "hur långa ska promenader vara?"),
    ],
)
def test_one_document_is_asked_of(question: str, topic: str) -> None:
    assert read(question) == (frozenset({"hund", "protokoll"}), topic)


@pytest.mark.parametrize(
    "question",
    [
        "Hur arbetar länsstyrelserna med rättigheterna i hundkonventionen?",
        "När antogs hundkonventionen?",
        "Vilka artiklar i hundkonventionen gäller som svensk lag?",
    ],
)
def test_what_is_talked_about_is_no_source(question: str) -> None:
    assert read(question) == (frozenset(), question)


def test_a_guess_is_no_source() -> None:
    question = "Vad säger hundkonventionen om promenader?"
    assert read(question, sure=False) == (frozenset(), question)


def test_nothing_is_left_out_of_a_question_about_the_document_alone() -> None:
    question = "Vad säger hundkonventionen?"
    assert read(question) == (frozenset({"hund", "protokoll"}), question)


def test_a_protocol_and_a_summary_belong_to_what_they_are_of() -> None:
    records = [
        _record("hund", "Konvention om hundar (hundkonventionen)"),
        _record("p1", "Tilläggsprotokoll 1 och 4 till hundkonventionen"),
        _record("katt", "Konvention om katter, jämte hundkonventionen (kattkonventionen)"),
    ]
    assert what_belongs(records, {"kort": "hund"}) == {"hund": {"p1", "kort"}}


def _record(name: str, title: str) -> DocumentRecord:
    return DocumentRecord(name, title, "konvention", 1989, "", "", 1, 1)
