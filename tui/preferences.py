"""The looks and the language that were chosen in the chat, kept until it is opened again."""

from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, ValidationError

from tui.words import Language

Look = Literal["light", "dark", "contrast"]


class Preferences(BaseModel):
    """What was chosen last; as it is from the beginning where nothing was."""

    model_config = ConfigDict(frozen=True)

    theme: Look = "dark"
    language: Language = "sv"


class PreferenceFile:
    """A small file; one that is missing or spoilt is as one where nothing was chosen."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def of_the_user(cls) -> Self:
        """The one in the user's data folder, beside the conversations; nothing is opened yet."""
        return cls(platformdirs.user_data_path("belagg") / "val.json")

    def read(self) -> Preferences:
        """What was chosen last."""
        try:
            return Preferences.model_validate_json(self._path.read_bytes())
        except (OSError, ValidationError):
            return Preferences()

    def keep_theme(self, theme: Look) -> None:
        """Keep the looks."""
        self._keep(Preferences(theme=theme, language=self.read().language))

    def keep_language(self, language: Language) -> None:
        """Keep the language."""
        self._keep(Preferences(theme=self.read().theme, language=language))

    def _keep(self, told: Preferences) -> None:
        """Where it cannot be written the choice holds until the chat is closed."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(told.model_dump_json(), encoding="utf-8")
