"""Plain output, held against what a person should read."""

from server.schema import Filters, SearchReply, UnderstoodQuery
from tests.tui.canned_replies import (
    ARTICLE,
    ARTICLE_PLACE,
    FORUM,
    about_markup,
    about_municipalities,
    about_networks,
    about_the_budget,
    about_the_weather,
    citation,
    hit,
)
from tui.plain import (
    UNWRAPPED,
    answer_lines,
    excerpt,
    page_words,
    place_words,
    search_lines,
    section_words,
    title_words,
)

ANSWER = """\
På frågan hur många regioner och kommuner som ingått är det
sammantagna svaret 113 kommuner. [1] Barnets åsikter ska tillmätas
betydelse i förhållande till barnets ålder och mognad. [2]
Anm. Siffran gäller hela landet.

Källor:
[1] Årsrapport barnets rättigheter 2025, avsnitt 4.1, s. 18, finns
    även i Årsrapport barnets rättigheter 2024, avsnitt 4.1, s. 16
    ”På frågan hur många regioner och kommuner som ingått är det
    sammantagna svaret 113 kommuner.”

[2] Barnkonventionen (1989), Artikel 12, ej dubbelkontrollerad
    ”Barnets åsikter ska tillmätas betydelse i förhållande till
    barnets ålder och mognad.”"""

ABSTENTION = """\
Källorna svarar inte på frågan.
Källorna nämner verksamhetsmedel, inte budgeten för 2031.

Närmast i källorna:
[1] Årsrapport barnets rättigheter 2025, avsnitt 4.1, s. 18–19
    ”På frågan hur många regioner och kommuner som ingått är det
    sammantagna svaret 113 kommuner. 17 regioner har tillika ingått i
    de regionala barnrättsnätverken.”

[2] Barnkonventionen (1989), Artikel 12
    ”Barnets åsikter ska tillmätas betydelse i förhållande till
    barnets ålder och mognad.”"""

SEARCH = """\
1 passage för ”forum”:
[1] Årsrapport barnets rättigheter 2025, avsnitt 4.1, s. 18–19
    ”På frågan hur många regioner och kommuner som ingått är det
    sammantagna svaret 113 kommuner. 17 regioner har tillika ingått i
    de regionala barnrättsnätverken.”"""


def test_an_answer_is_followed_by_its_sources() -> None:
    assert "\n".join(answer_lines(about_municipalities("?"), 70)) == ANSWER


def test_an_abstention_says_why_and_what_is_nearest() -> None:
    assert "\n".join(answer_lines(about_the_budget("?"), 70)) == ABSTENTION


def test_a_question_out_of_scope_says_so_and_lists_nothing() -> None:
    assert list(answer_lines(about_the_weather("?"), 70)) == [
        "Källorna svarar inte på frågan.",
        "Frågan ligger utanför det som källorna handlar om.",
    ]


def test_corrections_and_limits_are_told() -> None:
    lines = list(answer_lines(about_networks("nätvärk?"), UNWRAPPED))
    assert lines[1:3] == ["Anm. ”nätvärk” söktes som ”nätverk”.", "Anm. Sökt bara i: årsrapport, 2025."]


def test_markup_is_left_as_it_stands() -> None:
    lines = list(answer_lines(about_markup("?"), UNWRAPPED))
    assert lines[0] == "Skriv [bold]aldrig[/bold] [@click=app.quit]så här[/] eller [red på rad 3. [1]"
    assert "[1] Rapport [b]nu[/b] (2025), avsnitt 4.1, OCR" in lines


def test_a_quote_cited_twice_is_listed_once() -> None:
    twice = about_municipalities("?")
    lines = list(answer_lines(twice.model_copy(update={"citations": twice.citations * 2}), 70))
    assert "\n".join(lines) == ANSWER


def search_reply(*hits_found: object) -> SearchReply:
    fields = {
        "query": "forum",
        "hits": hits_found,
        "understood": UnderstoodQuery(query="forum", filters=Filters()),
        "took_ms": 1.0,
        "library": "prov",
    }
    return SearchReply.model_validate(fields)


def test_a_search_lists_passages() -> None:
    assert "\n".join(search_lines(search_reply(hit(1, FORUM)), 70)) == SEARCH


def test_a_search_without_hits_says_so() -> None:
    assert list(search_lines(search_reply(), 70)) == ["Inga passager hittades för ”forum”."]


def test_places_are_said_as_a_person_says_them() -> None:
    assert place_words(citation(1, ARTICLE, page="22", page_end="23")) == "avsnitt 4.1, s. 22–23"
    assert place_words(citation(1, ARTICLE, **ARTICLE_PLACE)) == "Artikel 12"
    assert place_words(citation(1, ARTICLE, section="", page=None, page_end=None)) == ""
    assert section_words("4") == "avsnitt 4"
    assert page_words("18~2", "18~2") == "s. 18"
    assert page_words("iv", None) == "s. iv"


def test_the_year_is_not_said_twice() -> None:
    assert title_words(hit(1, FORUM)) == "Årsrapport barnets rättigheter 2025"
    assert title_words(hit(1, FORUM, title="Årsrapport")) == "Årsrapport (2025)"
    assert title_words(hit(1, FORUM, title="Metodstöd", year=None)) == "Metodstöd"


def test_an_excerpt_holds_the_marked_words_and_whole_words_only() -> None:
    text = " ".join(f"ord{number}" for number in range(200))
    start = text.index("ord150")
    shown, (mark,) = excerpt(text, [(start, start + 6)], 100)
    assert shown[slice(*mark)] == text[start : start + 6]
    assert "ord150" in shown
    assert shown.startswith("… ord")
    assert shown.endswith(" …")
    assert set(shown.split()) - {"…"} <= set(text.split())
    assert len(shown) <= 104


def test_an_excerpt_without_marks_is_the_beginning() -> None:
    assert excerpt("ett två tre fyra", (), 9)[0] == "ett två …"
    assert excerpt("ett två") == ("ett två", ())
    assert excerpt("x" * 40, (), 9)[0].startswith("x")
