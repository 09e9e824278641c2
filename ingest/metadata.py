"""What is known of a document: from the catalogue, the file's own head, its title page, and at last its name."""

import re
from collections.abc import Iterator, Mapping

from ingest.document import Kind, Metadata, Origin

_ALIASES = {
    "webbtext": Kind.OTHER,
    "förordning": Kind.LAW,
    "metodhandledning": Kind.METHOD,
    "rapport": Kind.REPORT,
}
_BY_TITLE: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.SUMMARY, r"sammanfattning"),
        (Kind.REPORT, r"\b[åa]rsrapport|\bårsberättelse"),
        (Kind.METHOD, r"metodstöd|metodhandledning|metodguide|metodbok"),
        (
            Kind.LAW,
            r"^\w*(?:lag|förordning|kungörelse|balk|ordning|form)\b.*\(\d{4}:\d+\)|^(?:lag|förordning) (?:om|med)\b|"
            r"^\w{3,}(?:lagen|förordningen|balken)$|^regeringsformen$|\bSFS \d{4}:\d+",
        ),
        (
            Kind.CONVENTION,
            r"konvention(?:en)? (?:om|mot|angående)\b|^\w*konventionen\b|förklaring(?:en)? om de mänskliga|"
            r"protokoll (?:\d+ )?till\b|\bconvention (?:on|for)\b|declaration of human rights|\bprotocol to\b",
        ),
    )
)
_LANGUAGES = {"svenska": "sv", "swedish": "sv", "engelska": "en", "english": "en"}
_TITLE_PAGE = re.compile(
    r"^(titel|författare|diarienummer|dnr|utgivningsår|utgivare):[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE
)
_TITLE_PAGE_KEYS = {
    "titel": "title",
    "författare": "author",
    "diarienummer": "diarienummer",
    "dnr": "diarienummer",
    "utgivningsår": "year",
    "utgivare": "publisher",
}
_NO_TITLE = re.compile(r"microsoft |untitled|namnlös|dokument ?\d*$|.*\.(?:docx?|pdf|indd|pptx?|xlsx?)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_YEAR_ALONE = re.compile(rf"(?<![–-]){_YEAR.pattern}(?!\s?[–-]\s?\d)")
_LAW_NUMBER = re.compile(r"\((\d{4}):\d+\)")
_MAX_TITLE = 150  # characters


def describe(
    found: Mapping[str, str], catalogue_entry: Mapping[str, object] | None, stem: str, first_page_text: str
) -> tuple[Metadata, tuple[str, ...]]:
    """What is known of a document, and Swedish sentences on what had to be guessed or is missing.

    Args:
        found: what the file says of itself, under the keys of `Parsed.found`.
        catalogue_entry: what the catalogue says, which goes before all else; None if it does not name the file.
        stem: the file's name without its ending.
        first_page_text: the text's beginning, with "Titel: …", "Författare: …" on lines of their own.
    """
    catalogue = {key: str(value).strip() for key, value in (catalogue_entry or {}).items() if value is not None}
    said = {**_title_page(first_page_text), **_credible(found), **{k: v for k, v in catalogue.items() if v}}
    title = said.get("title") or _first_line(first_page_text)
    kind = _kind(said, (title, stem))
    year = _year(said, catalogue.get("year", ""), (title, stem), kind)
    metadata = Metadata(
        title=title or _readable(stem),
        kind=kind or Kind.OTHER,
        year=year,
        author=said.get("author"),
        diarienummer=said.get("diarienummer"),
        publisher=said.get("publisher"),
        language=_language(said.get("language", "")),
        summarises=said.get("summarises"),
        original=said.get("original"),
    )
    return metadata, tuple(_missing(metadata, said, kind))


def origins(
    metadata: Metadata, found: Mapping[str, str], catalogue_entry: Mapping[str, object] | None, first_page_text: str
) -> dict[str, Origin]:
    """Where each known field of `metadata` was found; the other arguments are those of `describe`."""
    layers = {
        Origin.CATALOGUE: {key: str(value).strip() for key, value in (catalogue_entry or {}).items()},
        Origin.FILE: _credible(found),
        Origin.TITLE_PAGE: _title_page(first_page_text),
    }
    known = {
        "title": metadata.title,
        "kind": metadata.kind,
        "year": metadata.year,
        "author": metadata.author,
        "diarienummer": metadata.diarienummer,
        "publisher": metadata.publisher,
    }
    found_in = {
        field: next((origin for origin, said in layers.items() if _says(field, said, value)), Origin.GUESSED)
        for field, value in known.items()
        if value is not None
    }
    if metadata.kind is Kind.OTHER and found_in["kind"] is Origin.GUESSED:
        del found_in["kind"]  # what nothing is known of counts as other
    return found_in


def _says(field: str, said: Mapping[str, str], value: str | int) -> bool:
    told = said.get(field, "")
    if field == "kind":
        return (
            told.lower() == value
            or _ALIASES.get(told.lower()) == value
            or (value is Kind.SUMMARY and not told and bool(said.get("summarises")))
        )
    return str(value) in told if field == "year" else told == value


def _credible(found: Mapping[str, str]) -> dict[str, str]:
    """What the file says, without titles that a word processor made up."""
    return {
        key: value.strip()
        for key, value in found.items()
        if value.strip() and not (key == "title" and _NO_TITLE.match(value))
    }


def _title_page(text: str) -> dict[str, str]:
    """The lines "Etikett: värde" of a title page; the first of each counts."""
    lines = [(found[1].lower(), found[2].strip()) for found in _TITLE_PAGE.finditer(text)]
    return {_TITLE_PAGE_KEYS[label]: value for label, value in reversed(lines)}


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= _MAX_TITLE and not line.endswith((".", ",", ";", ":")) else ""


def _readable(stem: str) -> str:
    return " ".join(re.split(r"[\s_-]+", stem.strip())).capitalize() or stem


def _kind(said: Mapping[str, str], names: tuple[str, str]) -> Kind | None:
    """The kind as it is told, else as the title or the file's name suggests; None where neither does."""
    told = said.get("kind", "").lower()
    if told in set(Kind):
        return Kind(told)
    if told in _ALIASES:
        return _ALIASES[told]
    if said.get("summarises"):
        return Kind.SUMMARY
    return next((kind for name in names for kind, words in _BY_TITLE if words.search(name)), None)


def _year(said: Mapping[str, str], catalogued: str, names: tuple[str, str], kind: Kind | None) -> int | None:
    """The year covered, for a report: its title knows better than the year of printing; else of adoption."""
    title, stem = names
    law = _LAW_NUMBER.search(title)
    told = [said.get("year", ""), law[1] if law else ""]
    if kind is Kind.REPORT:
        told = [_covered(title), *told, _covered(stem)]
    return next((int(year[0]) for text in [catalogued, *told] if (year := _YEAR.search(text))), None)


def _covered(title: str) -> str:
    """The year in a report's title; of a span of years the last."""
    alone = _YEAR_ALONE.search(title)
    every = _YEAR.findall(title)
    return alone[0] if alone else every[-1] if every else ""


def _language(told: str) -> str:
    code = told.lower()
    return _LANGUAGES.get(code, code[:2]) or "sv"


def _missing(metadata: Metadata, said: Mapping[str, str], kind: Kind | None) -> Iterator[str]:
    if not said.get("title"):
        yield f"Titeln är inte angiven; ”{metadata.title}” används. Skriv in rätt titel i katalogen."
    if kind is None:
        told = said.get("kind")
        reason = f"Slaget ”{told}” är inte känt" if told else "Slaget är inte angivet"
        yield f"{reason}; dokumentet räknas som ”{metadata.kind}”. Skriv in rätt slag i katalogen."
    if metadata.year is None:
        yield "Året är inte angivet, så frågor om ett visst år går förbi dokumentet. Skriv in det i katalogen."
