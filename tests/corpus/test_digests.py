"""Our digests against the originals that they summarise: numbers, names, pages, articles, and words of our own."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
RUN = 8
"""Words in a row that a digest may not share with its original."""
REPORTS = ("arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025")
ARTICLES = {"barnkonventionen": 54, "allmanna-forklaringen": 30, "europakonventionen": 59}
TITLES = (
    "Barn är också människor och har rätt till rättigheter precis som vuxna",
    "Statens insatser för att stärka efterlevnaden av barnkonventionen",
    "höga ambitioner men otillräckligt genomförande",
    "RiR 2024:5, ISBN 978-91-7086-683-8",
    "Barns rätt att komma till tals",
    "Med barn och unga – för bästa hälsa och goda uppväxtvillkor",
    "Barnrättsinnovationer för en mer likvärdig barnrätt i hela Sverige",
    "Sveriges kommuner och regioner",
    "Barnrättsdagarna och MR-dagarna",
    "Förintelsens minnesdag",
)
"""Names and titles, which carry over as they are."""
NUMBER_WORDS = dict(
    zip(
        ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
        map(str, range(2, 13)),
        strict=True,
    )
)


@dataclass(frozen=True)
class Pair:
    """A digest and its original, both as Markdown."""

    digest: str
    original: str


def _pair(shared: Path, original: str) -> Pair:
    entries = tomllib.loads((CORPUS / "catalogue.toml").read_text("utf-8"))["document"]
    (entry,) = [each for each in entries if each.get("summarises") == original]
    found = [path for path in shared.rglob(f"{original}.md") if "corpus" in path.parts]
    return Pair(_body(CORPUS / entry["file"]), _body(found[0]))


def _body(path: Path) -> str:
    return path.read_text("utf-8").split("\n---\n", 1)[1]


def _words(text: str) -> list[str]:
    for number, title in enumerate(TITLES):
        text = re.sub(re.escape(title), f"titel{number}", text, flags=re.IGNORECASE)
    return re.findall(r"\w+", text.casefold())


def _paragraphs(text: str) -> list[list[str]]:
    running = re.sub(r"<!-- page \S+ -->", "", re.sub(r"^#.*$", "\n", text, flags=re.MULTILINE))
    return [_words(block) for block in re.split(r"\n\s*\n|\n(?=\|)", running)]


def _runs(text: str) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + RUN]) for words in _paragraphs(text) for at in range(len(words) - RUN + 1)}


def _numbers(text: str) -> set[str]:
    without_pages = re.sub(r"<!-- page \d+ -->|\[\^\d+\]:?|\.{5} \d+", "", text)
    return set(re.findall(r"\d+", re.sub(r"(?<=\d)[ \N{NO-BREAK SPACE}](?=\d{3}\b)", "", without_pages)))


def _sections(report: str) -> dict[str, str]:
    """The running text of each numbered section, without footnotes and references to pages."""
    sections: dict[str, str] = {}
    section = ""
    for line in report.splitlines():
        if line.startswith("#"):
            heading = re.match(r"#+ (\d+(?:\.\d+)*|Bilaga \d+)\b", line)
            section = heading[1] if heading else ""
        elif section and not line.startswith(("[^", "Sammanfattar ")):
            sections[section] = f"{sections.get(section, '')}\n{line}"
    return sections


def _counted(text: str) -> set[str]:
    """Numbers, also those that are written as words."""
    return _numbers(text) | {NUMBER_WORDS[word] for word in _words(text) if word in NUMBER_WORDS}


def _section_pages(original: str) -> dict[str, tuple[str, str]]:
    """First and last page of each numbered section's own text."""
    page, section = "1", ""
    pages: dict[str, tuple[str, str]] = {}
    for line in original.splitlines():
        heading = re.match(r"#+ (\d+(?:\.\d+)*|Förord|Bilaga \d+)\b", line)
        for piece in re.split(r"(<!-- page \d+ -->)", line):
            if mark := re.fullmatch(r"<!-- page (\d+) -->", piece):
                page = mark[1]
            elif heading:
                section = heading[1]
                pages[section] = (page, page)
            elif piece.strip() and section and not piece.startswith("#"):
                pages[section] = (pages[section][0], page)
    return pages


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest, shared: Path) -> Pair:
    return _pair(shared, request.param)


@pytest.mark.shared
def test_every_number_of_a_report_stands_in_its_digest(report: Pair) -> None:
    assert _numbers(report.original) - _numbers(report.digest) == set()


@pytest.mark.shared
def test_every_number_of_a_section_stands_in_the_same_section_of_the_digest(report: Pair) -> None:
    told = _sections(report.digest)
    missing = {
        section: _counted(text) - _counted(told.get(section, ""))
        for section, text in _sections(report.original).items()
    }
    assert {section: numbers for section, numbers in missing.items() if numbers} == {}


@pytest.mark.shared
def test_every_number_of_a_digest_stands_in_its_report(report: Pair) -> None:
    said = re.sub(r"^Sammanfattar .*$|Originalet har \d+ sidor", "", report.digest, flags=re.MULTILINE)
    assert _numbers(said) - _numbers(report.original) == set()


@pytest.mark.shared
def test_every_name_in_the_middle_of_a_reports_sentence_stands_in_its_digest(report: Pair) -> None:
    named = set(
        re.findall(r"(?<=[a-zåäö,] )[A-ZÅÄÖ][a-zåäö]{2,}\w*", re.sub(r"<!-- page \d+ -->", "", report.original))
    )
    digest = report.digest.casefold()
    assert {name for name in named if name.casefold().removesuffix("s") not in digest} == set()


@pytest.mark.shared
def test_a_digest_refers_to_the_pages_that_its_section_stands_on(report: Pair) -> None:
    pages = _section_pages(report.original)
    referred = re.findall(
        r"^Sammanfattar (?:inledningen till )?avsnitt ([\d.]+), s\. (\d+)(?:–(\d+))?\.$", report.digest, re.MULTILINE
    )
    told = {section: (first, last or first) for section, first, last in referred}
    numbered = {
        section for section in pages if section[0].isdigit() and not _is_only_a_heading(report.original, section)
    }
    assert numbered - told.keys() == set()
    assert told == {section: pages[section] for section in told}


def _is_only_a_heading(original: str, section: str) -> bool:
    """Whether nothing stands between a section's heading and the next."""
    return bool(re.search(rf"^#+ {re.escape(section)}\b[^\n]*\n\s*(?:<!-- page \d+ -->\s*)?#", original, re.MULTILINE))


@pytest.mark.shared
@pytest.mark.parametrize("original", [*REPORTS, *ARTICLES])
def test_no_eight_words_in_a_row_of_an_original_stand_in_its_digest(shared: Path, original: str) -> None:
    pair = _pair(shared, original)
    assert {" ".join(run) for run in _runs(pair.digest) & _runs(pair.original)} == set()


@pytest.mark.shared
@pytest.mark.parametrize(("original", "articles"), ARTICLES.items())
def test_a_digest_tells_of_every_article_and_of_no_other(shared: Path, original: str, articles: int) -> None:
    pair = _pair(shared, original)
    of_the_original = {int(number) for number in re.findall(r"^#+ Artikel (\d+)", pair.original, re.MULTILINE)}
    told: set[int] = set()
    for first, last in re.findall(r"^### Artik(?:el|larna) (\d+)(?:–(\d+))?", pair.digest, re.MULTILINE):
        told |= set(range(int(first), int(last or first) + 1))
    assert told == of_the_original == set(range(1, articles + 1))
