"""English for what the chat says."""

from typing import Final

ENGLISH: Final[dict[str, str]] = {}
