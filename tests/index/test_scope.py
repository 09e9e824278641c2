"""What a question names: asked of a small library of our own, and of the conventions and laws."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from index.build import build
from index.library import Library
from index.models import BUNDLED, query_model
from index.options import cache_folder
from index.plan import Recipe
from index.scope import Holdings, Scope, Scoping
from index.section_names import wanted_sections
from index.synonyms import Synonyms
from ingest.document import Kind
from tests.fakes import WORD_MODEL
from tests.index.libraries import DATA, built, put, report, served
from tests.real_builds import RealBuilds

ROOT = DATA.parents[1]
SYNONYMS = Synonyms((("mänskliga rättigheter", "MR"), ("hundkonventionen", "HK", "konventionen om hundar")))
CHILDREN, RIGHTS = "arsrapport-barnets-rattigheter-2023", "arsrapport-manskliga-rattigheter-2024"


FEW = {"barnkonventionen", "europakonventionen", "lag-om-barnombudsman", "spraklagen", CHILDREN, RIGHTS}
"""The documents that the real model embeds: the others would take it minutes."""


class ScopeCase(BaseModel):
    """One line of omfang.jsonl: where the first hit must be; `*` stands for anything."""

    model_config = ConfigDict(extra="forbid")

    question: str
    doc: str
    section: str


CASES = [
    ScopeCase.model_validate(json.loads(line))
    for line in (DATA / "omfang.jsonl").read_text(encoding="utf-8").splitlines()
]


def sources(shared: Path) -> list[Path]:
    return [shared / "corpus" / "konventioner", shared / "corpus" / "lagar", *sorted(DATA.glob("*.md"))]


def shared_files(shared: Path) -> list[Path]:
    return [file for path in sources(shared) for file in (sorted(path.glob("*.md")) if path.is_dir() else [path])]


@pytest.fixture(scope="module")
def large(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("large")
    recipe = Recipe(synonyms=Synonyms.read(ROOT / "corpus" / "synonymer.toml"))
    assert not build(sources(shared), folder, WORD_MODEL, recipe=recipe).failures
    library = served(folder)
    yield library
    library.close()


@pytest.fixture(scope="module")
def real(shared: Path, real_builds: RealBuilds) -> Iterator[Library]:
    folder = real_builds.build("few", [path for path in shared_files(shared) if path.stem in FEW])
    library = Library.open(folder, query_model(BUNDLED, cache_folder(None), print))
    yield library
    library.close()


def first_place(library: Library, question: str) -> tuple[str, str]:
    hit = library.search(library.understand(question), limit=3)[0]
    return hit.stored.passage.doc, hit.stored.passage.locator.section


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_what_is_named_comes_first(large: Library, case: ScopeCase) -> None:
    doc, section = first_place(large, case.question)
    assert doc == case.doc
    assert fnmatchcase(section, case.section), section


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if case.doc in FEW], ids=lambda case: case.question)
def test_what_is_named_comes_first_with_the_real_model(real: Library, case: ScopeCase) -> None:
    doc, section = first_place(real, case.question)
    assert doc == case.doc
    assert fnmatchcase(section, case.section), section


def test_there_are_cases_enough() -> None:
    assert len({case.question for case in CASES}) >= 60


CONVENTION = """---
title: Konvention om hundar (hundkonventionen)
type: konvention
year: 1989
---

## Artikel 1

Varje hund har rätt till en korg.

## Artikel 2

Varje hund har rätt till promenader.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    corpus = tmp_path_factory.mktemp("corpus")
    for path in DATA.glob("*.md"):
        (corpus / path.name).write_bytes(path.read_bytes())
    put(
        corpus,
        hund=CONVENTION,
        aldre=report("Årsrapport mänskliga rättigheter 2022", "Nätverket möttes sju gånger.", year=2022),
    )
    folder = tmp_path_factory.mktemp("library")
    built(corpus, folder)
    opened = served(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scoping(library: Library) -> Scoping:
    holdings = Holdings(library.manifest.documents, {}, library.store.section_labels())
    return Scoping(holdings, library.vocabulary, SYNONYMS, present=lambda: 2024)


def read(scoping: Scoping, question: str) -> Scope:
    return scoping.read(question, english=False)


@pytest.mark.parametrize(
    ("question", "docs"),
    [
        ("Vad säger hundkonventionen?", {"hund"}),
        ("hundkonventionens syfte", {"hund"}),
        ("Vad säger HK?", {"hund"}),
        ("Vad säger konventionen om hundar?", {"hund"}),
        ("Vad står i barnrättsrapporten?", {CHILDREN}),
        ("Vad står i MR-rapporten?", {RIGHTS, "aldre"}),
        ("Vad står i MR-rapporten 2022?", {"aldre"}),
        ("Vad står om barnrätt i MR-rapporten 2024?", {RIGHTS}),
        ("Vad står i den senaste MR-rapporten?", {RIGHTS}),
        ("Vad står i den senaste årsrapporten?", {RIGHTS}),
        ("Vilka insatser gjordes i den sista veckan?", set()),
        ("Vem rapporterade om våld?", set()),
        ("Vad hände de senaste dagarna?", set()),
    ],
)
def test_documents_go_by_their_names(scoping: Scoping, question: str, docs: set[str]) -> None:
    assert read(scoping, question).docs == docs


def test_a_convention_that_the_library_has_only_a_summary_of_is_no_other_convention(tmp_path: Path) -> None:
    summary = "---\ntitle: Kattkonventionen – en sammanfattning\ntype: sammanfattning\n---\n\n## Artikel 1\n\nKatter.\n"
    built(put(tmp_path / "c", hund=CONVENTION, katt=summary), tmp_path / "l")
    library = served(tmp_path / "l")
    scoping = Scoping(Holdings(library.manifest.documents, {}, {}), library.vocabulary, SYNONYMS)
    library.close()
    assert read(scoping, "Vad säger kattkonventionen?").docs == {"katt"}
    assert read(scoping, "Vad säger fågelkonventionen?").docs == frozenset()
    assert read(scoping, "Vad säger konventionen?").docs == {"hund"}


def test_what_is_asked_for_out_of_a_document_is_told_from_what_is_asked_about_it(scoping: Scoping) -> None:
    for question in ("Vad säger hundkonventionen?", "enligt den senaste årsrapporten", "rätten till korg i HK"):
        assert read(scoping, question).required == read(scoping, question).docs != frozenset()
    assert read(scoping, "Hur arbetar länen med hundkonventionen?").required == frozenset()
    assert read(scoping, "Vad säger barnrättsrapporten om hundkonventionen?").required == {CHILDREN}


def test_an_abbreviation_of_two_letters_counts_in_capitals_alone(scoping: Scoping) -> None:
    assert read(scoping, "hk").docs == frozenset()


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("Hur gick det 2023?", {2023}),
        ("Hur gick det 1999?", set()),
        ("Hur gick det förra året?", {2023}),
        ("Vad sade förra årets rapport?", {2023}),
        ("Hur gick det året före 2024?", {2023}),
        ("Vad sade föregående årsrapport?", {2023}),
        ("Vad sade tidigare rapporter?", {2022, 2023}),
        ("Vad hade de gjort tidigare?", set()),
    ],
)
def test_years_are_those_of_reports(scoping: Scoping, question: str, years: set[int]) -> None:
    assert read(scoping, question).years == years


def test_last_year_is_the_year_before_the_newest_where_no_report_is_on_it(library: Library) -> None:
    holdings = Holdings(library.manifest.documents, {}, {})
    scoping = Scoping(holdings, library.vocabulary, SYNONYMS, present=lambda: 2031)
    assert read(scoping, "Hur gick det förra året?").years == {2023}


@pytest.mark.parametrize(
    ("question", "compared"),
    [
        ("Vad skiljer räckvidden 2023 från räckvidden 2024?", {CHILDREN, RIGHTS}),
        ("Vad säger barnrättsrapporten och MR-rapporten 2024?", {CHILDREN, RIGHTS}),
        ("Vad säger båda årsrapporterna från 2023 och 2024?", {CHILDREN, RIGHTS}),
        ("Har båda föräldrarna ansvar?", set()),
        ("Hur gick det 2023?", set()),
        ("Vad säger barnrättsrapporten och MR-rapporten?", {CHILDREN, RIGHTS}),
        ("Vad säger MR-rapporten?", set()),
    ],
)
def test_reports_that_are_named_together_are_compared(scoping: Scoping, question: str, compared: set[str]) -> None:
    assert read(scoping, question).compared == compared


def test_an_article_is_looked_for_in_the_document_that_is_named(scoping: Scoping) -> None:
    scope = read(scoping, "artikel 2 i hundkonventionen")
    assert scope.sections == {("hund", "artikel 2")}
    assert scope.names("hund", "Artikel 2")
    assert not scope.names("hund", "Artikel 1")
    assert scope.told == ("Konvention om hundar (hundkonventionen)", "artikel 2")


def test_a_section_that_there_is_not_is_told_to_be_none(scoping: Scoping) -> None:
    scope = read(scoping, "artikel 77 i hundkonventionen")
    assert not scope.sections
    assert scope.told[-1] == "artikel 77 (finns inte där)"


def test_what_lies_under_a_section_is_named_with_it(scoping: Scoping) -> None:
    scope = read(scoping, "avsnitt 3 i barnrättsrapporten")
    assert scope.below == {(CHILDREN, f"3.{i}") for i in (1, 2, 3)}


@pytest.mark.parametrize(
    ("question", "docs"),
    [
        ("Vem har skrivit MR-rapporten 2024?", {RIGHTS}),
        ("Vilket diarienummer har barnrättsrapporten?", {CHILDREN}),
        ("När gavs årsrapporten 2023 ut?", {CHILDREN}),
        ("Vem kan man kontakta om rapporten?", {CHILDREN, RIGHTS, "aldre"}),
        ("Hur ofta kom nyhetsbrevet ut enligt årsrapporten 2023?", set()),
        ("Vem skrev förordet till MR-rapporten?", set()),
        ("Vem skrev rapporten som delades ut på konferensen?", set()),
        ("Vem har skrivit rapporten ”Vägen hem”?", set()),
        ("Vilka kontaktpersoner finns i kommunerna enligt rapporten?", set()),
    ],
)
def test_the_title_page_is_raised_where_the_publication_is_asked_about(
    scoping: Scoping, question: str, docs: set[str]
) -> None:
    assert read(scoping, question).title_pages == docs


def test_a_kind_is_raised_where_no_document_of_it_is_named(scoping: Scoping) -> None:
    assert read(scoping, "Vad säger rapporterna om hundkonventionen?").kinds == {Kind.REPORT}
    assert read(scoping, "Vad säger barnrättsrapporten om hundkonventionen?").kinds == frozenset()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("artikel 28.1 b", ["artikel 28"]),
        ("art 3 och 12", ["artikel 3", "artikel 12"]),
        ("artiklarna 12–14", ["artikel 12", "artikel 13", "artikel 14"]),
        ("article 5", ["artikel 5"]),
        ("3 kap. 5 §", ["3 kap. 5 §"]),
        ("3 kap 5§", ["3 kap. 5 §"]),
        ("kapitel 2, § 1", ["2 kap. 1 §"]),
        ("RF 2:12", ["2 kap. 12 §"]),
        ("12a §", ["12 a §"]),
        ("§ 3 i lagen", ["3 §"]),
        ("avsnitt 5.3", ["avsnitt 5.3"]),
        ("Bilaga 1", ["bilaga 1"]),
        ("lagen (2018:1197)", []),
        ("i 3 kapitel", []),
        ("artikeln i tidningen 2023", []),
    ],
)
def test_sections_are_read_however_they_are_written(question: str, said: list[str]) -> None:
    assert [wanted.said for wanted in wanted_sections(question)] == said
