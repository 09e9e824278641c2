"""The two reports set in columns in many ways: sentences come back whole, in order, and on their pages."""

from pathlib import Path

import pytest

from ingest.corpus import find_sources
from ingest.readers import read_document
from tests.golden.truth import Truth, missed
from tests.two_columns import Layout, write

pytestmark = pytest.mark.shared

REPORTS = ("arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025")
MOST_MISSED = 0.03
LAYOUTS = (
    Layout("as_it_flows"),
    Layout("narrow_gutter", gutter=9, size=9, justified=True),
    Layout("headings_across", gutter=24, across=True, font="Helvetica", bold="Helvetica-Bold"),
    Layout("figures_and_baselines_that_do_not_meet", figures=True, shift=4.3),
    Layout("word_by_word", by_word=True, justified=True, gutter=12),
    Layout("line_by_line_over_the_page", order="rows"),
    Layout("line_by_line_justified", order="rows", shift=5.1, justified=True),
    Layout("line_by_line_with_headings_across", order="rows", across=True, justified=True, gutter=12),
    Layout("right_column_first", order="backwards", across=True),
    Layout("in_no_order", order="shuffled", by_word=True),
    Layout("three_columns", columns=3, size=8.5, leading=10.5, gutter=14),
    Layout("three_columns_line_by_line", columns=3, size=8.5, leading=10.5, gutter=14, order="rows"),
    Layout("turned_page", rotated=True, justified=True),
    Layout("turned_page_line_by_line", rotated=True, order="rows", figures=True),
)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("report", REPORTS)
def test_prose_in_columns_comes_back_whole_and_on_its_page(
    report: str, layout: Layout, shared: Path, tmp_path: Path
) -> None:
    source = (shared / "corpus" / f"{report}.md").read_text(encoding="utf-8")
    path = tmp_path / "spalter.pdf"
    done = write(path, source, layout)
    truth = Truth(done.text, tuple(done.starts))
    document = read_document(find_sources([path])[0])
    sentences = truth.sentences()
    lost = missed(document, truth)
    assert len(sentences) > 250
    assert len(lost) <= MOST_MISSED * len(sentences), lost
    assert document.page_count == len(done.pages)


def test_sentences_of_a_page_drawn_line_by_line_are_found_in_the_second_extraction(
    shared: Path, tmp_path: Path
) -> None:
    source = (shared / "corpus" / f"{REPORTS[0]}.md").read_text(encoding="utf-8")
    path = tmp_path / "spalter.pdf"
    done = write(path, source, Layout("rows", order="rows"))
    document = read_document(find_sources([path])[0])
    assert len(document.unverified) <= 0.02 * len(Truth(done.text, tuple(done.starts)).sentences())
