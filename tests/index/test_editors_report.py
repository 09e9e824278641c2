"""What the editor is told: as data, as a page, and in the terminal; and what is left in the generation."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from index.build import build
from index.control import ControlQuestion, Place
from index.editors_report import REPORT, DocumentTold, EditorsReport, Known, State
from index.errors import LibraryMismatch
from index.generations import Generations
from index.inspection import Inspection
from index.plan import plan_build, served_manifest
from index.reasons import causes
from index.report import Report
from index.report_page import PAGE, report_page
from index.report_table import show_report
from index.todo import Weight, todo
from ingest.catalogue_file import put_entry
from ingest.contents_compared import Compared
from ingest.document import Origin
from ingest.remarks import Remark, Subject
from tests.fakes import WORD_MODEL
from tests.index.libraries import Counting, put, report, tree
from tests.pdf_pages import Page, write_pdf

SCHOOL = ControlQuestion("skol", "Ska grundutbildning vara kostnadsfri?", (Place("skolan", "Artikel 28"),))


def inspected(
    corpus: Path, library: Path, questions: Sequence[ControlQuestion] = (), tolerance: float = 0, *, force: bool = False
) -> tuple[Report, EditorsReport]:
    inspection = Inspection(Generations(library), WORD_MODEL, questions, tolerance)
    built = build([corpus], library, WORD_MODEL, gate=inspection.gate(force=force))
    assert inspection.report is not None
    return built, inspection.report


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "l"


def shown(told: EditorsReport, width: int = 100) -> str:
    written = StringIO()
    show_report(Console(width=width, file=written), told, Path("l"))
    return written.getvalue()


def test_the_report_lies_in_the_generation_as_data_and_as_a_page(corpus: Path, library: Path) -> None:
    built, told = inspected(corpus, library)
    folder = Generations(library).path(built.generation)
    assert EditorsReport.read(folder) == told
    assert (folder / PAGE).read_text(encoding="utf-8") == report_page(told)
    assert (told.generation, told.published, told.model) == (built.generation, True, WORD_MODEL.name)
    assert set(told.seconds) == {"läsning", "vektorer", "skrivning", "kontroll"}


def test_a_generation_without_a_report_says_so(tmp_path: Path) -> None:
    (tmp_path / REPORT).write_text('{"generation": 3}', encoding="utf-8")
    for folder in (tmp_path, tmp_path / "borta"):
        with pytest.raises(LibraryMismatch, match="saknas eller kan inte läsas"):
            EditorsReport.read(folder)


def test_each_document_says_what_was_done_with_it_and_why(corpus: Path, library: Path) -> None:
    inspected(corpus, library)
    put(
        corpus,
        granland=report("Rapport om nätverket", "Nätverket träffades sex gånger i Granlands län."),
        ny="# Ny\n\nText.",
    )
    put_entry(corpus, "almark.md", {"year": 2020})
    (corpus / "skolan.md").unlink()
    _, told = inspected(corpus, library)
    assert {each.id: (each.state, each.why) for each in told.documents} == {
        "almark": (State.CHANGED, "katalogen säger något annat om dokumentet"),
        "granland": (State.CHANGED, "filen är en annan"),
        "ny": (State.ADDED, f"ny fil {corpus / 'ny.md'}"),
    }
    assert [(each.id, each.why) for each in told.removed] == [("skolan", "filen finns inte bland det som byggs")]
    assert told.whole == ()


def test_what_is_removed_because_of_the_catalogue_says_so(corpus: Path, library: Path) -> None:
    inspected(corpus, library)
    put_entry(corpus, "almark.md", {"excluded": True})
    put_entry(corpus, "skolan.md", {"year": 1989})
    (corpus / "skolan.md").unlink()
    _, told = inspected(corpus, library)
    assert {each.id: each.why for each in told.removed} == {
        "almark": "undantaget i katalogen",
        "skolan": "filen saknas, fast katalogen nämner den",
    }
    (missing,) = told.failed
    assert missing.missing
    assert "skolan.md står i katalogen men finns inte" in missing.reason


def test_another_model_is_the_reason_for_building_everything_anew(corpus: Path, library: Path) -> None:
    inspected(corpus, library)
    generations = Generations(library)
    plan = plan_build([corpus], generations, "annan@1")
    why = causes(plan, generations, served_manifest(generations), "annan@1")
    assert why.whole == (f"modellen är en annan (annan@1 i stället för {WORD_MODEL.name})",)
    (generations.served() / "synonyms.json").write_text('[["a", "b"]]', encoding="utf-8")
    again = causes(plan, generations, served_manifest(generations), WORD_MODEL.name)
    assert again.whole == ("listan över ord som betyder detsamma är ändrad", "den version som används är skadad")


def test_a_file_that_cannot_be_read_is_told_with_what_is_kept(corpus: Path, library: Path) -> None:
    inspected(corpus, library)
    put(corpus, ny="# Ny\n\nText.")
    (corpus / "almark.md").write_text(" \n", encoding="utf-8")
    _, told = inspected(corpus, library)
    assert {each.id: each.state for each in told.documents}["almark"] is State.KEPT
    (failed,) = told.failed
    assert (failed.file, failed.kept) == (str(corpus / "almark.md"), True)
    first = todo(told)[0]
    assert (first.weight, first.about) == (Weight.FAULT, str(corpus / "almark.md"))
    assert "ligger kvar" in first.remedy


def test_metadata_is_told_with_where_it_was_found_and_what_is_missing(corpus: Path, library: Path) -> None:
    put(corpus, utan="En enda mening utan rubrik som inte säger något om sig själv.")
    put_entry(corpus, "skolan.md", {"publisher": "Granlands förlag"})
    _, told = inspected(corpus, library)
    by_id = {each.id: each for each in told.documents}
    known = {each.field: each for each in by_id["skolan"].known}
    assert known["publisher"] == Known("publisher", "Granlands förlag", Origin.CATALOGUE)
    assert known["title"].origin is Origin.FILE
    assert known["author"] == Known("author", None, None)
    (lacking,) = [each for each in todo(told) if each.about == "utan"]
    assert lacking.matter == "Titeln är gissad: ”Utan”. Slaget saknas. Året saknas."
    assert f"belagg add {corpus / 'utan.md'} --title … --kind … --year …" in lacking.remedy


def test_blank_pages_and_a_heading_that_is_not_where_it_should_be_are_told(corpus: Path, library: Path) -> None:
    contents = [f"{i} Rubrik {name} {'. ' * 20}{i + 2}" for i, name in enumerate(("ett", "två", "tre"), 1)]
    first = Page().line("Innehåll", size=16, bold=True)
    for entry in contents:
        first.line(entry)
    body = [
        Page().line(f"{i} Rubrik {name}", size=16, bold=True).line("En mening på sidan.")
        for i, name in ((1, "ett"), (2, "två"))
    ]
    write_pdf(corpus / "blad.pdf", [first, Page(), *body])
    _, told = inspected(corpus, library)
    (blad,) = [each for each in told.documents if each.id == "blad"]
    assert blad.remarks == (Remark(Subject.BLANK_PAGE, ("2",)),)
    assert [entry.title for entry in blad.contents.missing] == ["3 Rubrik tre"]
    matters = " ".join(each.matter for each in todo(told) if each.about == "blad")
    assert "Ingen text på s. 2." in matters
    assert "”3 Rubrik tre”" in matters


def test_nearly_the_same_text_in_two_files_is_told(corpus: Path, library: Path) -> None:
    sentences = [f"Den här meningen är nummer {i} och lång nog att kännas igen." for i in range(8)]
    put(
        corpus,
        ett=report("Ett", *sentences),
        två=report("Två", *sentences[:6], "Men det här är något helt annat än där."),
    )
    _, told = inspected(corpus, library)
    (pair,) = told.alike
    assert (pair.one, pair.other) == ("ett", "två")
    assert 0.8 < pair.share < 0.9
    assert "86\u00a0% av meningarna" in next(each.matter for each in todo(told) if each.about == "ett och två")


EMPTIED = "---\ntitle: Konventionen om skolan\ntype: konvention\nyear: 1989\n---\n\n## Artikel 1\n\nAnnat.\n"


def test_a_build_that_loses_a_control_question_is_set_aside_and_told(corpus: Path, library: Path) -> None:
    first, told = inspected(corpus, library, [SCHOOL])
    assert (told.control.found, told.control.tried[0].compared) == (1, False)
    put(corpus, skolan=EMPTIED)
    built, told = inspected(corpus, library, [SCHOOL])
    assert not built.published
    assert Generations(library).current() == first.generation
    assert built.aside is not None
    assert EditorsReport.read(built.aside) == told
    assert "1 tappade (skol) och 0 vunna" in built.objections[0]
    printed = shown(told)
    assert "bygget klarade inte kontrollen" in printed
    assert "Tappad: skol ”Ska grundutbildning vara kostnadsfri?”" in printed
    assert "--force" in printed
    page = report_page(told)
    assert "togs inte i bruk" in page
    assert '<span class="tag">tappad</span>' in page


def test_a_loss_may_be_tolerated_or_forced(corpus: Path, library: Path) -> None:
    inspected(corpus, library, [SCHOOL])
    put(corpus, skolan=EMPTIED)
    built, told = inspected(corpus, library, [SCHOOL], force=True)
    assert (built.published, len(told.control.lost)) == (True, 1)
    assert "fast bygget inte klarade kontrollen" in shown(told)
    put(corpus, skolan=EMPTIED.replace("Annat", "Något annat"))
    built, _ = inspected(corpus, library, [SCHOOL], tolerance=1)
    assert (built.published, built.objections) == (True, ())


def test_the_figures_of_the_questions_go_into_the_manifest(corpus: Path, library: Path) -> None:
    inspected(corpus, library, [SCHOOL])
    manifest = served_manifest(Generations(library))
    assert manifest is not None
    assert manifest.check == {"control_questions": 1, "control_found": 1, "control_lost": 0, "control_gained": 0}


def test_a_served_library_of_another_model_is_not_compared_with(corpus: Path, library: Path) -> None:
    build([corpus], library, Counting(name="annan@1").model)
    built, told = inspected(corpus, library, [SCHOOL])
    assert (built.published, told.control.tried[0].compared) == (True, False)
    assert "modellen är en annan" in told.whole[0]


class Looking(HTMLParser):
    """What a page is made of, as far as a screen reader and a printer care."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.lang = ""
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self.lang = told.get("lang") or self.lang
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag == "th":
            assert told.get("scope") in {"row", "col"}
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_can_be_read_aloud(corpus: Path, library: Path) -> None:
    put(
        corpus,
        ond="---\ntitle: \"<script>alert('x')</script> & [bold]\"\nkind: lag\nyear: 2020\n---\n\nText här.\n",
    )
    _, told = inspected(corpus, library, [SCHOOL])
    page = report_page(told)
    looked = Looking(page)
    assert (looked.lang, looked.open, looked.addresses) == ("sv", [], [])
    assert "script" not in looked.tags
    assert "&lt;script&gt;" in page
    assert [tag for tag in looked.tags if re.fullmatch(r"h\d", tag)] == ["h1"] + ["h2"] * looked.tags.count("h2")
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert "[bold]" in shown(told)


def test_a_large_corpus_is_told_in_numbers_in_the_terminal_and_in_full_on_the_page(
    library: Path, tmp_path: Path
) -> None:
    corpus = put(tmp_path / "många", **{f"d{i:02}": f"En mening om ämnet nummer {i} i raden." for i in range(30)})
    _, told = inspected(corpus, library)
    printed = shown(told)
    assert "… och 18 till; alla står i rapporten" in printed
    assert "… och 18 saker till" in printed
    assert all(f"d{i:02}" in report_page(told) for i in range(30))


def test_ocr_hidden_text_and_scans_are_told_with_pages_and_confidence() -> None:
    remarks = (
        Remark(Subject.OCR_PAGE, ("3", "4"), confidence=0.874),
        Remark(Subject.HIDDEN_TEXT, ("5",), "hemligt"),
        Remark(Subject.SCANNED_PAGE, tuple(map(str, range(1, 12)))),
        Remark(Subject.OTHER, (), "Något annat."),
    )
    document = DocumentTold("a", "A", "lag", 1, 9, 1, State.ADDED, "", (), Compared(), remarks, (), 0, "a.pdf", ())
    told = EditorsReport("g", "2026-01-01T10:00:00+00:00", "m", True, 1, 1, (document,))
    matters = [each.matter for each in todo(told)]
    assert matters == [
        "Läst med teckenigenkänning (säkerhet 87\u00a0%): s. 3, 4.",
        "Text som inte syns är utelämnad på s. 5: ”hemligt”",
        "Troligen inskannat, och inte läst: s. 1, 2, 3, 4, 5, 6, 7, 8 och 3 sidor till.",
        "Något annat.",
    ]


def test_a_build_that_is_not_published_leaves_what_is_served_alone(corpus: Path, library: Path) -> None:
    first, _ = inspected(corpus, library, [SCHOOL])
    served = Generations(library).path(first.generation)
    before = tree(served)
    put(corpus, skolan=EMPTIED)
    inspected(corpus, library, [SCHOOL])
    assert tree(served) == before
