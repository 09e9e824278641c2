"""What an editor should do about a build, the most pressing first; free functions over the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from index.editors_report import DocumentTold, EditorsReport, Known
from index.report_words import percent
from ingest.document import Origin
from ingest.remarks import Remark, Subject

_NAMED = 8  # pages or headings that are named one by one; of more, the number is told


class Weight(IntEnum):
    """How pressing something is."""

    FAULT = 0  # something is not in the library, or should not be used
    LOOK = 1  # something was read otherwise than it stands
    FILL_IN = 2  # something is not known


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: about which file or document ("" is the library), what is the matter, and what helps."""

    weight: Weight
    about: str
    matter: str
    remedy: str = ""


FIELDS: Mapping[str, str] = {
    "title": "titel",
    "kind": "slag",
    "year": "år",
    "author": "författare",
    "diarienummer": "diarienummer",
    "publisher": "utgivare",
}
NEEDED = {"title": "Titeln", "kind": "Slaget", "year": "Året"}


def todo(report: EditorsReport) -> tuple[Todo, ...]:
    """All there is to do, the most pressing first."""
    found = [*_faults(report), *(each for document in report.documents for each in _about(document)), *_alike(report)]
    return tuple(sorted(found, key=lambda each: each.weight))


def _faults(report: EditorsReport) -> Iterator[Todo]:
    for objection in report.objections:
        yield Todo(Weight.FAULT, "", objection)
    for failed in report.failed:
        kept = "Den version som lästes tidigare ligger kvar." if failed.kept else ""
        yield Todo(Weight.LOOK if failed.missing else Weight.FAULT, failed.file, failed.reason, kept)


def _about(document: DocumentTold) -> Iterator[Todo]:
    for remark in document.remarks:
        matter, remedy = _remarked(remark)
        yield Todo(Weight.LOOK, document.id, matter, remedy)
    yield from _contents(document)
    if document.doubted_count:
        yield Todo(
            Weight.LOOK,
            document.id,
            f"{_count(document.doubted_count, 'mening', 'meningar')} återfanns inte när sidan lästes en andra gång.",
            "De är märkta ”ej dubbelkontrollerad” där de citeras. Jämför dem med originalet.",
        )
    lacking = [known for known in document.known if known.field in NEEDED and _is_lacking(known)]
    if lacking:
        told = " ".join(_lack(known) for known in lacking)
        keys = " ".join(f"--{known.field} …" for known in lacking)
        yield Todo(
            Weight.FILL_IN,
            document.id,
            told,
            f"Skriv in i katalogen, eller: belagg add {document.file or 'FIL'} {keys}",
        )


def _is_lacking(known: Known) -> bool:
    """Whether nothing is known, or a title was made up; a kind or year that the title told is as good as any."""
    return known.origin is None or (known.field == "title" and known.origin is Origin.GUESSED)


def _lack(known: Known) -> str:
    name = NEEDED[known.field]
    return f"{name} är gissad: ”{known.value}”." if known.value else f"{name} saknas."


def _contents(document: DocumentTold) -> Iterator[Todo]:
    compared = document.contents
    if compared.missing:
        titles = _some([f"”{entry.title}”" for entry in compared.missing], "rubriker")
        yield Todo(
            Weight.LOOK,
            document.id,
            f"Står i innehållsförteckningen men hittades inte som rubrik: {titles}.",
            "Avsnitten citeras under närmaste rubrik före. Kontrollera att rubrikerna är riktiga rubriker i filen.",
        )
    if compared.moved:
        told = _some(
            [f"”{entry.title}” (s. {entry.page}, hittad på s. {page})" for entry, page in compared.moved], "rubriker"
        )
        yield Todo(
            Weight.LOOK,
            document.id,
            f"Står på en annan sida än innehållsförteckningen säger: {told}.",
            "Kontrollera sidnumren i filen; förteckningen kan behöva uppdateras.",
        )


def _remarked(remark: Remark) -> tuple[str, str]:
    """What is the matter, and what helps."""
    pages = _pages(remark.pages)
    if remark.subject is Subject.OTHER:
        return f"{remark.text} Det gäller {pages}." if pages else remark.text, ""
    if remark.subject is Subject.HIDDEN_TEXT:
        on = f" på {pages}" if pages else ""
        return f"Text som inte syns är utelämnad{on}: ”{_short(remark.text)}”", "Kontrollera varför den finns i filen."
    sure = "" if remark.confidence is None else f" (säkerhet {percent(remark.confidence)})"
    matter, remedy = _ABOUT_PAGES[remark.subject]
    return matter.format(pages=pages, sure=sure), remedy


_ABOUT_PAGES: Mapping[Subject, tuple[str, str]] = {
    Subject.BLANK_PAGE: ("Ingen text på {pages}.", "Kontrollera att sidorna är tomma också i originalet."),
    Subject.SCANNED_PAGE: (
        "Troligen inskannat, och inte läst: {pages}.",
        "Lägg in en version med text, eller installera teckenigenkänning (tesseract-ocr-swe) och bygg om.",
    ),
    Subject.OCR_PAGE: (
        "Läst med teckenigenkänning{sure}: {pages}.",
        "Citat därifrån visas med en varning. Jämför med originalet.",
    ),
}


def _alike(report: EditorsReport) -> Iterator[Todo]:
    for pair in report.alike:
        share = percent(pair.share)
        yield Todo(
            Weight.LOOK,
            f"{pair.one} och {pair.other}",
            f"Nästan lika: {share} av meningarna i det kortare står också i det andra.",
            "Är det två versioner av samma text, ta bort den äldre med belagg remove.",
        )


def _pages(labels: tuple[str, ...]) -> str:
    if not labels:
        return ""
    return f"s. {labels[0]}" if len(labels) == 1 else f"s. {_some(list(labels), 'sidor')}"


def _some(names: list[str], kind: str) -> str:
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:_NAMED])} och {len(names) - _NAMED} {kind} till"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
