"""How much of a question's wording a text holds."""

import pytest

from index.compounds import Vocabulary
from index.coverage import Coverage

VOCABULARY = Vocabulary.of([
    "Nätverket för barnrättsstrateger träffas fyra gånger.",
    "Nätverket Öppna dörrar ger ut en skrift om barnrätt.",
    "Nätverket ger ut skriften varje år.",
    "Våra strateger arbetar i länet.",
])


@pytest.mark.parametrize(
    ("text", "share"),
    [("Nätverken och skrifterna", 1.0), ("En bok om hästar", 0.0)],
)
def test_a_text_with_all_words_is_covered_and_one_with_none_is_not(text: str, share: float) -> None:
    assert Coverage("Vad säger nätverkets skrift?", VOCABULARY).of_text(text) == pytest.approx(share)


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    coverage = Coverage("nätverket barnrättsstrateger", VOCABULARY)
    assert coverage.of_text("barnrättsstrateger") > 0.5 > coverage.of_text("nätverket") > 0


def test_a_part_of_a_compound_is_a_word_that_is_held() -> None:
    assert Coverage("strateger", VOCABULARY).of_text("Våra barnrättsstrateger") == 1.0


def test_a_question_without_content_is_covered_by_nothing() -> None:
    assert Coverage("Vad är det?", VOCABULARY).of_text("Vad är det? Det är det.") == 0.0


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("Vad är ”Öppna dörrar”?", "Metoden öppna\ndörrar prövas.", True),
        ('Vad är "Öppna dörrar"?', "Öppna inga dörrar.", False),
        ("Vad är »Öppna dörrar»?", "Öppna dörrarna.", False),
        ("Vad är ”Öppna dörrar” och ”Stängda fönster”?", "Öppna dörrar.", False),
        ("Vad är öppna dörrar?", "Öppna dörrar.", False),
    ],
)
def test_what_a_question_quotes_is_held_word_for_word_or_not_at_all(question: str, text: str, held: bool) -> None:
    assert Coverage(question, VOCABULARY).quoted(text) is held
