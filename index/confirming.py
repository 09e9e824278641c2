"""Asking the person at the terminal, if there is one."""

import sys

from index.errors import NotAgreed


def agreed_for_good(asked: str) -> bool:
    """Whether a person says yes to what cannot be undone.

    Raises:
        NotAgreed: nobody is there to ask.
    """
    if not is_watched():
        raise NotAgreed("Det här går inte att ångra. Lägg till --yes om det är meningen.")
    return said_yes(asked)


def said_yes(asked: str) -> bool:
    """Whether a person answers yes."""
    return input(f"{asked} (ja/nej) ").strip().casefold() in {"j", "ja"}


def is_watched() -> bool:
    """Whether a person sits at the terminal."""
    return sys.stdin is not None and sys.stdin.isatty()
