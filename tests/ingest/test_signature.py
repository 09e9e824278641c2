"""What the first bytes of a file say of it."""

import pytest

from ingest.signature import found, is_what_it_claims


@pytest.mark.parametrize(
    ("ending", "first"),
    [
        (".pdf", b"%PDF-1.7\n"),
        (".PDF", b"junk before\n%PDF-1.4"),
        (".docx", b"PK\x03\x04rest"),
        (".html", b"<!DOCTYPE html><html>"),
        (".htm", b"<p>ett stycke utan ram</p>"),
        (".html", "<html><p>å</p>".encode("utf-16")),
        (".md", b"# Rubrik\n\n<b>fet</b> text"),
        (".txt", "Åtgärder".encode("latin-1")),
        (".txt", "Åtgärder".encode("utf-16")),
    ],
)
def test_what_may_begin_so(ending: str, first: bytes) -> None:
    assert is_what_it_claims(ending, first)


@pytest.mark.parametrize(
    ("ending", "first", "name"),
    [
        (".pdf", b"<!doctype html><html>", "en webbsida"),
        (".md", b" \n<HTML lang=sv>", "en webbsida"),
        (".txt", b"%PDF-1.7", "en PDF"),
        (".docx", b"\xd0\xcf\x11\xe0 old Word", "något annat"),
        (".html", b"%PDF-1.7", "en PDF"),
        (".txt", b"PK\x03\x04\0\0", "en zip-fil eller ett Officedokument"),
        (".txt", b"\x7fELF\0\0", "något annat"),
        (".pdf", b" \n", "tom"),
    ],
)
def test_what_may_not_and_what_it_is_called(ending: str, first: bytes, name: str) -> None:
    assert not is_what_it_claims(ending, first)
    assert found(first) == name
