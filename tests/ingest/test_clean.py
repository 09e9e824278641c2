import pytest

from ingest.clean import SOFT_HYPHEN, Piece, clean_line, join_pieces, seam


def joined(*lines: str) -> str:
    return join_pieces([Piece(clean_line(line), 0) for line in lines])[0]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("barnrätts-", "perspektivet"), "barnrättsperspektivet"),
        (("länsstyrel-", "sen"), "länsstyrelsen"),
        ((f"länsstyrel{SOFT_HYPHEN}", "sen"), "länsstyrelsen"),
    ],
)
def test_a_hyphen_that_the_line_break_made_is_dropped(lines: tuple[str, str], whole: str) -> None:
    assert joined(*lines) == whole


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("barn-", "och ungdomspolitik"), "barn- och ungdomspolitik"),
        (("region-", "eller kommunnivå"), "region- eller kommunnivå"),
        (("mödra-", "samt barnhälsovård"), "mödra- samt barnhälsovård"),
        (("LVU-", "ärenden"), "LVU-ärenden"),
        (("24-", "nyckeln"), "24-nyckeln"),
        (("Jonuzi-", "Hillerström"), "Jonuzi-Hillerström"),
        (("skicka e-", "post"), "skicka e-post"),
        (("via A-", "kassan"), "via A-kassan"),
        (("se www.lansstyrelsen.se/vastra-", "gotaland"), "se www.lansstyrelsen.se/vastra-gotaland"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays(lines: tuple[str, str], whole: str) -> None:
    assert joined(*lines) == whole


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("kommunen –", "och regionen"), "kommunen – och regionen"),
        (("perioden 2020–", "2025"), "perioden 2020–2025"),
        (("kommunen -", "och regionen"), "kommunen - och regionen"),
        (("och/", "eller"), "och/eller"),
        (("en rad", "till"), "en rad till"),
        (("en rad ", " till"), "en rad till"),
    ],
)
def test_dashes_slashes_and_plain_breaks(lines: tuple[str, str], whole: str) -> None:
    assert joined(*lines) == whole


def test_a_word_that_begins_like_och_is_no_och() -> None:
    assert joined("kock-", "ochefer") == "kockochefer"


def test_a_soft_hyphen_inside_a_line_stands_for_a_real_one() -> None:
    assert clean_line(f"EU{SOFT_HYPHEN}rätt") == "EU-rätt"


def test_a_soft_hyphen_at_the_end_is_left_for_the_seam() -> None:
    assert clean_line(f"länsstyrel{SOFT_HYPHEN}") == f"länsstyrel{SOFT_HYPHEN}"


def test_a_soft_hyphen_at_the_very_end_of_a_text_is_no_text() -> None:
    assert joined(f"slut{SOFT_HYPHEN}") == "slut"


def test_ligatures_composition_spaces_and_invisible_characters() -> None:
    assert clean_line("e\ufb00ektiv  pa\u030a\u200b grund\x02 av\u00a0det") == "effektiv på grund av det"


def test_a_word_broken_with_a_hyphen_of_the_typesetters_is_whole() -> None:
    assert joined(clean_line("för\u2010"), clean_line("säkra")) == "försäkra"
    assert clean_line("e\u2011post") == "e-post"


def test_half_a_character_can_still_be_written_to_a_file() -> None:
    cleaned = clean_line("trasigt\ud83dtecken")
    assert cleaned.encode() == "trasigt\ufffdtecken".encode()


def test_pieces_know_where_they_begin_in_the_joined_text() -> None:
    pieces = [Piece("barn-", 0), Piece("rätten ", 1), Piece("gäller", 1)]
    text, starts = join_pieces(pieces)
    assert text == "barnrätten gäller"
    assert starts == [0, 4, 11]


def test_what_stood_around_a_lifted_mark_is_glued_together() -> None:
    text, starts = join_pieces([Piece("enkäten", 0), Piece(", som", 0, glued=True), Piece("kom in", 0)])
    assert text == "enkäten, som kom in"
    assert starts == [0, 7, 13]


def test_the_seam_says_what_goes_between() -> None:
    assert seam("en", "rad") == ("en", " ")
    assert seam("bryt-", "ning") == ("bryt", "")
