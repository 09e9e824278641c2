"""What memory a process holds, as Linux tells it; standard library alone, for every interpreter that is measured."""

from pathlib import Path
from typing import Literal


def memory_mb(pid: int | Literal["self"], kind: Literal["VmRSS", "VmHWM"] = "VmRSS") -> float:
    """MB that the process holds now, or the most it has held at once (VmHWM); 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:")), 0.0)
