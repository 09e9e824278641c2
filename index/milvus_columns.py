"""The fields of collections in Milvus, and by what index each is searched."""

from dataclasses import dataclass
from typing import Any, Literal

_LONGEST_KEY, LONGEST_TEXT = 1024, 65_535  # bytes
_FLAT_UP_TO = 100_000
_NEIGHBOURS, _BUILD_WIDTH = 32, 360


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a collection; the first one is its key."""

    name: str
    kind: Literal["number", "year", "name", "text", "dense", "sparse"]
    indexed: bool = False
    dim: int = 0

    @property
    def searched(self) -> bool:
        """Whether it has an index."""
        return self.indexed or self.kind in {"dense", "sparse"}


def sizes(column: Column) -> dict[str, Any]:
    """What the client is told of a column besides its kind."""
    match column.kind:
        case "name":
            return {"max_length": _LONGEST_KEY}
        case "text":
            return {"max_length": LONGEST_TEXT, "mmap_enabled": True}  # read from disk as needed
        case "dense":
            return {"dim": column.dim}
        case "year":
            return {"nullable": True}
        case _:
            return {}


def index_of(column: Column, rows: int) -> dict[str, Any]:
    """Vectors are searched exactly as long as they are few, as those in files are."""
    if column.kind == "sparse":
        return {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
    if column.kind != "dense":
        return {"index_type": "INVERTED"}
    if rows <= _FLAT_UP_TO:
        return {"index_type": "FLAT", "metric_type": "IP"}
    return {
        "index_type": "HNSW",
        "metric_type": "IP",
        "params": {"M": _NEIGHBOURS, "efConstruction": _BUILD_WIDTH},
    }
