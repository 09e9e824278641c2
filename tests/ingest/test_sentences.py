"""Sentences in Swedish running text."""

from random import Random

import pytest

from ingest.document import Span
from ingest.sentences import sentence_spans


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vi besökte t.ex. Region Skåne och bl.a. Örebro kommun i våras.",
        "Den s.k. Modellen beskrivs på s. 57 i rapporten.",
        "Förslaget finns i prop. 2025/26:12 och i dir. 2024:9.",
        "Det följer av 21 § 1 st. SoL och av 5 kap. 3 § regeringsformen.",
        "Enligt art. 12 ska barnet höras.",
        "Mötet hölls den 10 dec. 2025 kl. 13.00 i Falun.",
        "Ordförande var A. Karlsson och sekreterare B. C. Öberg.",
        "Andelen steg med 3.5 procent enligt avsnitt 4.2.1 ovan.",
        "Webbplatsen MR-webben.se lanserades 2021 på https://www.mr-webben.se/om?x=1 av länen.",
        "Dnr. 1568-2025 gäller f.d. Landstinget p.g.a. Omorganisationen.",
        "Insatsen pågår fr.o.m. Januari t.o.m. Mars i resp. Län.",
        "Jfr. Lagen och jmf. Förordningen inkl. Bilagan exkl. Tabellen.",
        "1. Konventionsstaterna ska respektera rättigheterna.",
        "6. SLUTSATSER",
        "3 kap. Barns rättigheter",
        "Tabell 3. Antal kommuner per län.",
        "Avdelning II. Ansvar för planering.",
        "a) rätten till skola.",
        "Metodstödet Lätt att göra rätt! - Rättighetsbaserat arbete i praktiken är nytt.",
        "”Är det så?” undrade hon.",
        "Vi prövade … men det gick inte.",
        "Citatet är kortat [...] men ordagrant.",
        "Vi samlade (fritid, skola m.fl.) Nätverket en gång.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Vi får del av kunskap, nätverk, resurser m.m.", "Exempelvis har en region bidragit."],
        ["Skola, vård osv.", "Det räcker inte."],
        ["Kommuner m.fl.", "Region Skåne deltog också."],
        ["Det kostade 5 tkr.", "18 län svarade."],
        ["Bestämmelser finns i 29 kap.", "Kommunen ansvarar."],
        ["Det står i 21 § 1 st.", "Därefter gäller annat."],
        ["Rapporten kom 2025.", "18 länsstyrelser svarade."],
        ["Enligt KL.", "Den gäller här."],
        ["Det beror på verksamhetens art.", "Förordningen gäller."],
        ["Det räknas till grupp A.", "Det är ovanligt."],
        ["Barnet ska höras.”", "Därefter fattas beslut."],
        ["(Se bilagan.)", "Nästa mening."],
        ["Så står det i noten.[^3]", "Här är nästa."],
        ["Det gäller barns liv.4", "Nästa mening."],
        ["Det stärker barn.¹²", "Nästa mening."],
        ["Hur gick det?", "Bra!", "Vi fortsätter."],
        ["– Det är bra, säger hon.", "– Vi håller med."],
        ["1. Stärk arbetet.", "2. Öka takten."],
        ["a) rätt till liv.", "b) rätt till skola."],
        ["Det tog slut …", "Sedan började det om."],
    ],
)
def test_sentences_end_where_a_new_one_begins(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_a_blank_line_always_ends_a_sentence_and_a_line_break_never() -> None:
    assert split("Rubrik utan punkt\n\nEn mening som\ngår över två rader.") == [
        "Rubrik utan punkt",
        "En mening som\ngår över två rader.",
    ]


def test_only_the_stretch_asked_for_is_split() -> None:
    text = "Utanför. Första. Andra. Utanför igen."
    spans = sentence_spans(text, Span(9, 23))
    assert [span.of(text) for span in spans] == ["Första.", "Andra."]


def test_text_without_words_has_no_sentences() -> None:
    assert sentence_spans(" \n\n \t") == []


@pytest.mark.parametrize("seed", range(200))
def test_every_character_but_white_space_lies_in_exactly_one_trimmed_sentence(seed: int) -> None:
    chance = Random(seed)
    text = "".join(chance.choices("aÅb1s .!?…§()[]”-:\n", k=chance.randrange(80)))
    spans = sentence_spans(text)
    covered = [i for span in spans for i in range(span.start, span.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, sign in enumerate(text) if not sign.isspace()} <= set(covered)
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
