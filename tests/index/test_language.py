"""Which language a question is in."""

import pytest

from index.language import is_english


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("What does the convention say about school?", True),
        ("What happened in Skåne?", True),
        ("How many municipalities in Västra Götaland took part?", True),
        ("Vad säger konventionen om skolan?", False),
        ("hur många kommuner i skåne", False),
        ("Är Human Rights Watch en aktör?", False),
        ("barnrätt", False),
        ("", False),
    ],
)
def test_function_words_tell_the_language_and_names_do_not(question: str, english: bool) -> None:
    assert is_english(question) is english
