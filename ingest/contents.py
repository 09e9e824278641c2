"""The list of contents in a text file: entries under a heading that says so."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import BlockKind
from ingest.parts import Part

_HEADING = re.compile(r"(?:\d+\.?\s+)?(?:innehåll|innehållsförteckning|(?:table of )?contents)\W*", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"(?:\.{3,}|(?:\. ){2,}|…|_{3,})\s*(?:\d+|[ivxl]+)$|\s\d+$", re.IGNORECASE)
_LEADER_AND_PAGE = re.compile(r"[\s._…]*\d*$")
_MAX_ENTRY = 400  # characters


def mark_contents(parts: Sequence[Part]) -> list[Part]:
    """The parts, with those of a list of contents marked as such.

    What stands under the heading is a list of contents if at least half of it ends in a page number or repeats one
    of the document's headings.
    """
    headings = {_key(part.text) for part in parts if part.kind is BlockKind.HEADING}
    done: list[Part] = []
    section: list[Part] = []
    for part in parts:
        if part.kind is BlockKind.HEADING:
            done += _read(section, headings)
            section = []
        section.append(part)
    return [*done, *_read(section, headings)]


def _read(section: Sequence[Part], headings: set[str]) -> list[Part]:
    listed = [part for part in section[1:] if part.kind is not BlockKind.NOTE]
    entries = sum(_is_entry(part.text, headings) for part in listed)
    if not listed or not _HEADING.fullmatch(section[0].text) or 2 * entries < len(listed):
        return list(section)
    return [
        replace(part, kind=BlockKind.CONTENTS) if part.kind not in {BlockKind.HEADING, BlockKind.NOTE} else part
        for part in section
    ]


def _is_entry(text: str, headings: set[str]) -> bool:
    return len(text) <= _MAX_ENTRY and (bool(_PAGE_AT_END.search(text)) or _key(text) in headings)


def _key(text: str) -> str:
    return "".join(_LEADER_AND_PAGE.sub("", text[:_MAX_ENTRY]).casefold().split())
