"""What kind of answer a question asks for, and where such an answer stands."""

import pytest

from server.question import Expected, focus, holds_kind, read_question


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hur stor andel av kommunerna deltog?", Expected.SHARE),
        ("Hur många procent var nöjda?", Expected.SHARE),
        ("Hur mycket kostade Rättslinjen?", Expected.AMOUNT),
        ("Hur många kommuner nåddes?", Expected.NUMBER),
        ("När öppnade Rättslinjen?", Expected.TIME),
        ("Och när öppnade den?", Expected.TIME),
        ("Vilket år antogs konventionen?", Expected.TIME),
        ("Varför avbröts arbetet?", Expected.REASON),
        ("Vad beror det på?", Expected.REASON),
        ("Var hade samordnaren sin plats?", Expected.PLACE),
        ("Vilken kommun var först?", Expected.PLACE),
        ("Vem var nationell samordnare?", Expected.WHO),
        ("Vad är Rättslinjen?", Expected.DEFINITION),
        ("Vilka ämnen var vanligast?", Expected.LIST),
        ("Hur arbetade länsstyrelserna?", Expected.MANNER),
        ("På vilket sätt nåddes kommunerna?", Expected.MANNER),
        ("24-nyckeln", Expected.OTHER),
        ("How many municipalities took part?", Expected.NUMBER),
        ("Who wrote the report?", Expected.WHO),
    ],
)
def test_the_wording_tells_the_kind_of_answer(question: str, expected: Expected) -> None:
    asked = read_question(question)
    assert (asked.text, asked.expected) == (question, expected)


@pytest.mark.parametrize(
    ("expected", "holding", "lacking"),
    [
        (Expected.SHARE, "Det motsvarar 47 procent av kommunerna.", "Det motsvarar många kommuner."),
        (Expected.AMOUNT, "Den kostade 515 000 kronor.", "Den kostade mycket."),
        (Expected.NUMBER, "Under året deltog 61 kommuner.", "Under 2023 deltog kommuner."),
        (Expected.NUMBER, "Nätverket möttes åtta gånger.", "Nätverket möttes ofta."),
        (Expected.TIME, "Den öppnade den 3 april 2024.", "Den öppnade snart."),
        (Expected.PLACE, "Hon hade sin plats i Älvdala län.", "Hon hade sin plats hemma."),
        (Expected.WHO, "Uppdraget leddes av Ture Låtsasgren.", "Uppdraget leddes väl."),
        (Expected.REASON, "Arbetet avbröts eftersom chefen slutade.", "Arbetet avbröts."),
        (Expected.DEFINITION, "Rättslinjen är en rådgivning.", "Rättslinjen öppnade."),
        (Expected.MANNER, "Kommunerna nåddes genom digitala möten.", "Kommunerna nåddes."),
        (Expected.LIST, "Tolk, samråd och tillgänglighet.", "Tolk."),
    ],
)
def test_a_sentence_holds_the_kind_or_does_not(expected: Expected, holding: str, lacking: str) -> None:
    assert holds_kind(holding, expected)
    assert not holds_kind(lacking, expected)


def marked(text: str, expected: Expected, question: str = "") -> list[str]:
    return [span.of(text) for span in focus(text, expected, question)]


def test_the_asked_for_fact_is_marked() -> None:
    assert marked("Under 2023 deltog 61 kommuner.", Expected.NUMBER) == ["61"]
    assert marked("Rättslinjen öppnade den 3 april 2024.", Expected.TIME) == ["den 3 april 2024"]


def test_what_the_question_says_itself_is_not_marked() -> None:
    text = "Den nationella samordnaren Siv Dikteby hade sin plats i Älvdala."
    assert marked(text, Expected.WHO, "Var hade Siv Dikteby sin plats i Älvdala?") == []
    assert "Siv Dikteby" in marked(text, Expected.WHO, "Vem var samordnare?")


def test_nothing_is_marked_where_the_kind_does_not_tell_or_everything_is_of_it() -> None:
    assert marked("Rättslinjen är en rådgivning.", Expected.DEFINITION) == []
    assert marked("Tabell: 11, 12, 13, 14 och 15 deltog.", Expected.NUMBER) == []
