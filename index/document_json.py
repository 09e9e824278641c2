"""A document as JSON in the store, there and back; its id and metadata stand beside it."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from ingest.document import Block, BlockKind, Document, Kind, Metadata, Origin, PageMark, Span
from ingest.remarks import Remark, Subject


def metadata_json(metadata: Metadata) -> str:
    """What is known of a document besides its text."""
    return json.dumps(asdict(metadata), ensure_ascii=False)


def document_json(document: Document) -> str:
    """A document but for its id and metadata."""
    return json.dumps(
        {
            "text": document.text,
            "blocks": [[b.kind, b.span.start, b.span.end, b.level, b.section, b.unit] for b in document.blocks],
            "pages": [[mark.start, mark.label] for mark in document.pages],
            "unverified": [[span.start, span.end] for span in document.unverified],
            "scans": [[span.start, span.end] for span in document.scans],
            "file_pages": document.file_pages,
            "warnings": document.warnings,
            "remarks": [asdict(remark) for remark in document.remarks],
            "origins": dict(document.origins),
        },
        ensure_ascii=False,
    )


def read_metadata(written: str) -> Metadata:
    """What `metadata_json` wrote."""
    data = json.loads(written)
    return Metadata(**{**data, "kind": Kind(data["kind"])})


def read_document(doc: str, metadata: Metadata, written: str) -> Document:
    """What `document_json` wrote."""
    data: Mapping[str, object] = json.loads(written)
    return Document(
        id=doc,
        metadata=metadata,
        text=str(data["text"]),
        blocks=tuple(
            Block(BlockKind(k), Span(a, b), level, sec, u) for k, a, b, level, sec, u in _list(data["blocks"])
        ),
        pages=tuple(PageMark(start, label) for start, label in _list(data["pages"])),
        unverified=tuple(Span(*pair) for pair in _list(data["unverified"])),
        scans=tuple(Span(*pair) for pair in _list(data["scans"])),
        file_pages=tuple(str(label) for label in _list(data["file_pages"])),
        warnings=tuple(str(warning) for warning in _list(data["warnings"])),
        remarks=tuple(
            Remark(Subject(r["subject"]), tuple(r["pages"]), r["text"], r["confidence"]) for r in _list(data["remarks"])
        ),
        origins={field: Origin(origin) for field, origin in _mapping(data["origins"]).items()},
    )


def _list(value: object) -> list:  # type: ignore[type-arg]  # rows of JSON that we wrote ourselves
    assert isinstance(value, list)
    return value


def _mapping(value: object) -> dict:  # type: ignore[type-arg]  # JSON that we wrote ourselves
    assert isinstance(value, dict)
    return value
