"""What this computer's processor can do, without importing torch to ask."""

from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


def multiplies_bfloat16(cpuinfo: Path = _CPUINFO) -> bool:
    """Whether whole bfloat16 tiles are multiplied at once (AMX), as Linux tells; False where nothing tells.

    The older AVX512-BF16 does not count: with it torch was measured at two thirds of float32's pace, with AMX at
    three times.
    """
    return "amx_bf16" in _flags(cpuinfo)


def knows_bfloat16(cpuinfo: Path = _CPUINFO) -> bool:
    """Whether there are instructions for bfloat16 at all, which OpenVINO makes twice float32's pace of."""
    return not {"amx_bf16", "avx512_bf16"}.isdisjoint(_flags(cpuinfo))


def processor_name(cpuinfo: Path = _CPUINFO) -> str:
    """The processor's name and what it can do, by which one computer is told from another; empty where unknown."""
    return f"{_said(cpuinfo, 'model name')} {_said(cpuinfo, 'flags')}".strip()


def _flags(cpuinfo: Path) -> frozenset[str]:
    return frozenset(_said(cpuinfo, "flags").split())


def _said(cpuinfo: Path, name: str) -> str:
    """What the first processor says under this name."""
    try:
        lines = cpuinfo.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
