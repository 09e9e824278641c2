"""What is known of a document."""

import pytest

from ingest.document import Kind, Origin
from ingest.metadata import describe, origins


def test_the_catalogue_goes_before_the_head_and_the_head_before_the_title_page() -> None:
    page = "Årsrapport\n\nFörfattare: Sidans Namn\n\nDiarienummer: 1-2025\n\nUtgivare: Sidans utgivare\n"
    found = {"title": "Huvudets titel", "author": "Huvudets Namn", "publisher": "Huvudets utgivare"}
    metadata, _ = describe(found, {"title": "Katalogens titel", "kind": "övrigt", "author": None}, "fil", page)
    assert (metadata.title, metadata.author) == ("Katalogens titel", "Huvudets Namn")
    assert (metadata.publisher, metadata.diarienummer) == ("Huvudets utgivare", "1-2025")


def test_an_empty_value_in_the_catalogue_hides_nothing() -> None:
    metadata, _ = describe({"title": "Huvudets titel"}, {"title": ""}, "fil", "")
    assert metadata.title == "Huvudets titel"


@pytest.mark.parametrize("made_up", ["Microsoft Word - utkast.docx", "untitled", "rapport_slutlig.indd"])
def test_a_title_that_a_word_processor_made_up_is_passed_over(made_up: str) -> None:
    metadata, _ = describe({"title": made_up}, None, "fil", "Titel: Årsrapport 2024\n")
    assert metadata.title == "Årsrapport 2024"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Årsrapport barnets rättigheter 2025", Kind.REPORT),
        ("Konvention om barnets rättigheter (barnkonventionen)", Kind.CONVENTION),
        ("Barnkonventionen", Kind.CONVENTION),
        ("FN:s konvention mot tortyr", Kind.CONVENTION),
        ("Allmän förklaring om de mänskliga rättigheterna", Kind.CONVENTION),
        ("Fakultativt protokoll till konventionen", Kind.CONVENTION),
        ("Convention on the Rights of the Child", Kind.CONVENTION),
        ("Lag (2018:1197) om Förenta nationernas konvention om barnets rättigheter", Kind.LAW),
        ("Förordning (2017:868) med länsstyrelseinstruktion", Kind.LAW),
        ("Socialtjänstlag (2025:400)", Kind.LAW),
        ("Förvaltningslagen", Kind.LAW),
        ("Kungörelse (1974:152) om beslutad ny regeringsform", Kind.LAW),
        ("Metodstöd: att arbeta rättighetsbaserat", Kind.METHOD),
        ("Barnkonventionen artikel för artikel – en sammanfattning", Kind.SUMMARY),
    ],
)
def test_the_kind_is_read_out_of_the_title_where_none_is_told(title: str, kind: Kind) -> None:
    assert describe({"title": title}, None, "fil", "")[0].kind is kind


@pytest.mark.parametrize("title", ["Förslag till handlingsplan", "Uppdrag om barnkonventionens genomslag", "Underlag"])
def test_a_title_that_suggests_nothing_gives_other_and_a_warning(title: str) -> None:
    metadata, warnings = describe({"title": title, "year": "2020"}, None, "fil", "")
    assert metadata.kind is Kind.OTHER
    assert len(warnings) == 1
    assert "övrigt" in warnings[0]


def test_the_kind_that_is_told_goes_before_the_title() -> None:
    told = {"title": "Ett kunskapslyft om barnkonventionen", "kind": "webbtext", "year": "2020"}
    assert describe(told, None, "fil", "") == (describe(told, {"kind": "övrigt"}, "fil", "")[0], ())


def test_an_unknown_kind_is_named_in_the_warning() -> None:
    assert "broschyr" in describe({"title": "Text", "kind": "broschyr", "year": "2020"}, None, "fil", "")[1][0]


def test_what_summarises_another_document_is_a_summary() -> None:
    metadata, _ = describe({"title": "I korthet", "summarises": "barnkonventionen"}, None, "fil", "")
    assert (metadata.kind, metadata.summarises) == (Kind.SUMMARY, "barnkonventionen")


@pytest.mark.parametrize(
    ("title", "told", "catalogue", "year"),
    [
        ("Årsrapport mänskliga rättigheter 2025", "2026", None, 2025),
        ("Årsrapport mänskliga rättigheter 2025", "2026", {"year": 2024}, 2024),
        ("Årsrapport 2023 för strategin 2020–2030", "", None, 2023),
        ("Årsrapport 2024–2025", "", None, 2025),
        ("Årsrapport mänskliga rättigheter", "2026", None, 2026),
        ("Tilläggsprotokoll till Europakonventionen", "1952-2013", None, 1952),
        ("Konvention inför 2030 om barn", "1989", None, 1989),
        ("Lag (1993:335) om Barnombudsman", "", None, 1993),
    ],
)
def test_the_year_is_the_one_covered_or_that_of_adoption(
    title: str, told: str, catalogue: dict[str, object] | None, year: int
) -> None:
    assert describe({"title": title, "year": told}, catalogue, "fil", "")[0].year == year


def test_the_year_of_printing_and_the_file_name_are_the_last_resorts_of_a_report() -> None:
    assert describe({"title": "Årsrapport"}, None, "arsrapport-2023", "Utgivningsår: 2024\n")[0].year == 2024
    assert describe({"title": "Årsrapport"}, None, "arsrapport-2023", "")[0].year == 2023


def test_without_a_title_the_first_line_and_then_the_file_name_stand_in_with_a_warning() -> None:
    first, warnings = describe({}, None, "fil", "Årsrapport 2025\n\nText.")
    assert (first.title, first.kind, first.year) == ("Årsrapport 2025", Kind.REPORT, 2025)
    assert "Årsrapport 2025" in warnings[0]
    named, _ = describe({}, None, "arsrapport_barn-2024", "En hel mening.")
    assert (named.title, named.kind, named.year) == ("Arsrapport barn 2024", Kind.REPORT, 2024)


@pytest.mark.parametrize(("told", "language"), [("", "sv"), ("en-GB", "en"), ("Engelska", "en"), ("svenska", "sv")])
def test_the_language_is_a_code(told: str, language: str) -> None:
    assert describe({"language": told}, None, "fil", "")[0].language == language


def test_it_is_known_where_each_thing_was_found() -> None:
    page = "Årsrapport\n\nFörfattare: Sidans Namn\n\nDiarienummer: 1-2025\n"
    found, entry = {"title": "Årsrapport 2025", "author": "Huvudets Namn", "year": "2026"}, {"kind": "årsrapport"}
    metadata, _ = describe(found, entry, "fil", page)
    assert origins(metadata, found, entry, page) == {
        "title": Origin.FILE,
        "kind": Origin.CATALOGUE,
        "year": Origin.GUESSED,  # the title's, and not the file's own
        "author": Origin.FILE,
        "diarienummer": Origin.TITLE_PAGE,
    }


def test_what_is_unknown_was_found_nowhere_and_what_a_name_suggests_is_guessed() -> None:
    metadata, _ = describe({}, {}, "arsrapport-2023", "En hel mening.")
    assert origins(metadata, {}, {}, "En hel mening.") == {
        "title": Origin.GUESSED,
        "kind": Origin.GUESSED,
        "year": Origin.GUESSED,
    }
    other, _ = describe({}, {}, "fil", "En hel mening.")
    assert origins(other, {}, {}, "") == {"title": Origin.GUESSED}
    told, _ = describe({}, {"kind": "övrigt"}, "fil", "En hel mening.")
    assert origins(told, {}, {"kind": "övrigt"}, "")["kind"] is Origin.CATALOGUE


def test_what_is_complete_gives_no_warning() -> None:
    assert describe({"title": "Årsrapport 2025"}, None, "fil", "")[1] == ()
