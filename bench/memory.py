"""What memory a process holds, as Linux tells it; standard library alone, for every interpreter that is measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


def memory_mb(pid: int | Literal["self"], kind: Literal["VmRSS", "VmHWM"] = "VmRSS") -> float:
    """MB that the process holds now, or the most it has held at once (VmHWM); 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:")), 0.0)


@dataclass(frozen=True, slots=True)
class Shared:
    """MB of one process or of several: its own, with its part of what is shared, and with all of that."""

    anonymous_mb: float = 0.0
    pss_mb: float = 0.0
    rss_mb: float = 0.0


def shared_memory(pid: int | Literal["self"]) -> Shared:
    """What a process holds alone and what it shares; zeros where the system does not tell."""
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    return parse_rollup(rollup.read_text(encoding="utf-8")) if rollup.exists() else Shared()


def parse_rollup(text: str) -> Shared:
    """The figures of a `smaps_rollup`."""
    kb = {words[0]: int(words[1]) for words in map(str.split, text.splitlines()) if words[-1:] == ["kB"]}
    return Shared(kb["Anonymous:"] / 1024, kb["Pss:"] / 1024, kb["Rss:"] / 1024)


def total(each: Iterable[Shared]) -> Shared:
    """What several processes hold together."""
    found = list(each)
    return Shared(
        sum(one.anonymous_mb for one in found), sum(one.pss_mb for one in found), sum(one.rss_mb for one in found)
    )
