"""Where a run of letters stands on a page."""

from hypothesis import given
from hypothesis import strategies as st

from server.located import located

PAGE = "samordnarenbesöktekenneln1inorrvikochräknadehundarnasomvarnittonstycken"


def found(run: str, after: int = 0) -> list[str]:
    return [PAGE[start:end] for start, end in located(run, PAGE, after)]


def test_a_run_that_stands_there_whole_is_one_range() -> None:
    assert found("besöktekenneln") == ["besöktekenneln"]


def test_the_sign_of_a_note_within_is_marked_with_it() -> None:
    assert found("samordnarenbesöktekennelninorrvikochräknade") == ["samordnarenbesöktekenneln1inorrvikochräknade"]


def test_a_piece_that_stands_elsewhere_as_well_does_not_lead_away() -> None:
    note = "ennyverklighetbarnensegenrapport"  # where "t" and "barnensegenrapport" stand side by side by chance
    page = "somdrabbasavpolitiskabeslut" + "1" + "barnensegenrapportvisarattmångalever" + "x" * 400 + note
    ranges = located("somdrabbasavpolitiskabeslutbarnensegenrapportvisarattmångalever", page)
    assert [page[start:end] for start, end in ranges] == [page[:64]]


def test_what_does_not_stand_there_is_not_found() -> None:
    assert found("ingenting alls av detta") == []
    assert found("katten") == []


def test_of_two_alike_the_one_after_is_meant() -> None:
    page = "hundenskallerikorgen" * 2
    assert located("hundenskallerikorgen" + "hund", page) == [(0, 24)]
    assert located("hundenskallerikorgen", page, 20) == [(20, 40)]


@given(st.text("abc", max_size=60), st.text("abc", max_size=60))
def test_ranges_lie_within_the_page_and_never_run_backwards(run: str, page: str) -> None:
    ends = [0]
    for start, end in located(run, page):
        assert ends[-1] <= start < end <= len(page)
        ends.append(end)
