"""Words that mean the same, as editors list them: a question gets the full form of what it abbreviates."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.swedish import tokens
from ingest.errors import CorpusError

FILE = "synonymer.toml"
_ENTRY = re.compile(r"^[-*] ([A-ZÅÄÖ]\w*[A-ZÅÄÖ]\w*): ([^,.;(\n]+)", re.MULTILINE)
_MOST = 2  # full forms that are added to one question

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """Groups of phrases; the first of each group is the full form.

    `as_written` are abbreviations that are ordinary words too ("BO" and "bo"): they count as they are written alone.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    as_written: tuple[str, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Synonyms":
        """Reads the editors' file; no file is no synonyms.

        Raises:
            CorpusError: the file is not what it should be.
        """
        if not path.exists():
            return cls()
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
            groups = [_group(group) for group in told.get("grupper", []) if len(group) > 1]
            glossaries = [_abbreviations(path.parent / name) for name in _group(told.get("ordlistor", []))]
            joined = _joined([*groups, *(group for each in glossaries for group in each)])
            return cls(tuple(joined), _group(told.get("som_de_skrivs", [])))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
            raise CorpusError(f"Synonymfilen {path} kan inte läsas. Rätta den: {error}.") from error

    @classmethod
    def from_json(cls, text: str) -> "Synonyms":
        """What `to_json` wrote."""
        told = json.loads(text)
        return cls(tuple(tuple(group) for group in told["groups"]), tuple(told["as_written"]))

    def to_json(self) -> str:
        """All of it, as JSON."""
        return json.dumps({"groups": self.groups, "as_written": self.as_written}, ensure_ascii=False)

    @cached_property
    def _full_forms(self) -> Mapping[Phrase, str]:
        return {tuple(tokens(phrase)): group[0] for group in self.groups for phrase in group[1:]}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._full_forms), default=0)

    @cached_property
    def _ambiguous(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, self.as_written)) or '(?!)'})\b", re.IGNORECASE)

    def masked(self, text: str) -> str:
        """The text, as long as it was, with blanks for what would be an abbreviation were it written as one."""
        return self._ambiguous.sub(lambda word: word[0] if word[0] in self.as_written else " " * len(word[0]), text)

    def full_forms(self, text: str) -> tuple[str, ...]:
        """Full forms of what stands in `text` in another form, and is not there already."""
        words = _split_hyphens(tokens(self.masked(text)))
        found = dict.fromkeys(form for phrase in self._phrases(words) if (form := self._full_forms.get(phrase)))
        said = " ".join(words)
        return tuple(form for form in found if " ".join(tokens(form)) not in said)[:_MOST]

    def _phrases(self, words: Sequence[str]) -> list[Phrase]:
        longest = range(1, self._longest + 1)
        return [tuple(words[i : i + n]) for n in longest for i in range(len(words) - n + 1)]


def _abbreviations(glossary: Path) -> list[Phrase]:
    """Full form and abbreviation of each entry of a glossary, `- FN: Förenta nationerna, …`; none without it."""
    text = glossary.read_text(encoding="utf-8") if glossary.exists() else ""
    return [(full.strip(), short) for short, full in _ENTRY.findall(text)]


def _joined(groups: Sequence[Phrase]) -> list[Phrase]:
    """Groups with the same full form made one."""
    joined: dict[str, Phrase] = {}
    for full, *others in groups:
        joined[full] = tuple(dict.fromkeys((*joined.get(full, (full,)), *others)))
    return list(joined.values())


def _group(phrases: object) -> Phrase:
    if not isinstance(phrases, list):
        raise TypeError(f"”{phrases}” är ingen lista")
    return tuple(str(phrase) for phrase in phrases)


def _split_hyphens(words: Sequence[str]) -> list[str]:
    """The words, those with a hyphen cut there: `mr-rapporten` is `mr` and `rapporten`."""
    return [part for word in words for part in (word.split("-") if not word[0].isdigit() else [word]) if part]
