"""The documents of a library as a list: for a person, for a program, and for what reads lines."""

import json
from collections.abc import Iterable, Iterator

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from index.manifest import DocumentRecord


def as_lines(records: Iterable[DocumentRecord]) -> Iterator[str]:
    """Id, kind, year and title with tabs between."""
    for record in records:
        yield f"{record.id}\t{record.kind}\t{record.year or '–'}\t{record.title}"


def as_json(records: Iterable[DocumentRecord]) -> str:
    """A list of objects."""
    told = [
        {
            "id": record.id,
            "title": record.title,
            "kind": record.kind,
            "year": record.year,
            "pages": record.pages,
            "passages": record.passages,
            "source": record.source,
            "warnings": list(record.warnings),
        }
        for record in records
    ]
    return json.dumps(told, ensure_ascii=False, indent=1)


def as_table(records: Iterable[DocumentRecord]) -> Table:
    """A table; a title is text, and what stands in brackets in it is no markup."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Id", no_wrap=True, overflow="ignore")  # it is copied into other commands
    for name in ("Titel", "Slag", "År"):
        table.add_column(name, overflow="fold")
    for name in ("Sidor", "Passager"):
        table.add_column(name, justify="right")
    for record in records:
        year, pages = str(record.year or "–"), str(record.pages or "–")
        table.add_row(Text(record.id), Text(record.title), record.kind, year, pages, str(record.passages))
    return table
