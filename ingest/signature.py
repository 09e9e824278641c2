"""Whether the first bytes of a file are those of what its ending claims; a page that says "not found" is no report."""

import re

FIRST = 2_048
"""Bytes from the start that are looked at."""

_HTML = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]", re.IGNORECASE)
_TAG = re.compile(rb"<[a-z!?]", re.IGNORECASE)
_BEGINNINGS = {".pdf": re.compile(rb"%PDF-"), ".docx": re.compile(rb"\APK\x03\x04"), ".html": _TAG, ".htm": _TAG}
_NAMES = {".pdf": "en PDF", ".docx": "ett Worddokument", ".html": "en webbsida", ".htm": "en webbsida"}


def is_what_it_claims(ending: str, first: bytes) -> bool:
    """Whether a file with this ending (".pdf") may begin so; a text may begin with anything but what is no text."""
    first = _plain(first)
    wanted = _BEGINNINGS.get(ending.lower())
    if wanted is not None:
        return wanted.search(first[:FIRST]) is not None
    return b"\0" not in first and not first.startswith((b"%PDF-", b"PK\x03\x04")) and _HTML.match(first.strip()) is None


def _plain(first: bytes) -> bytes:
    """The same text without the zeros that UTF-16 has between its letters."""
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return first[: len(first) // 2 * 2].decode("utf-16", errors="ignore").encode()
    return first


def claimed(ending: str) -> str:
    """What a file with this ending claims to be, in Swedish."""
    return _NAMES.get(ending.lower(), "en textfil")


def found(first: bytes) -> str:
    """What a file that begins so is, in Swedish; "något annat" where it cannot be told."""
    if not first.strip():
        return "tom"
    if _HTML.search(first[:FIRST]):
        return "en webbsida"
    kinds = ((b"%PDF-", "en PDF"), (b"PK\x03\x04", "en zip-fil eller ett Officedokument"))
    return next((name for sign, name in kinds if first.startswith(sign)), "något annat")
