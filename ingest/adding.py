"""A file put into the corpus: copied there, and entered in the catalogue."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import CATALOGUE, Entry, composed, entry_id, read_catalogue
from ingest.catalogue_file import put_entry
from ingest.corpus import READABLE, is_source
from ingest.document import Kind
from ingest.errors import CorpusError
from ingest.one_step import in_one_step
from ingest.signature import FIRST, claimed, found, is_what_it_claims

Told = Mapping[str, str | int]
"""What the editor says of a file, by the catalogue's names: title, kind, year and so on."""


@dataclass(frozen=True, slots=True)
class Added:
    """What was done with one file: where it lies, whether it was copied there, and its document's id."""

    path: Path
    id: str
    copied: bool


def add_files(files: Sequence[Path], corpus: Path, told: Told, *, replace: bool = False) -> tuple[Added, ...]:
    """Copies files into the corpus, where they do not lie there already, and writes their entries.

    Everything is looked at first: either all are added, or nothing is touched.

    Args:
        files: Files; their names are kept.
        corpus: The folder of the catalogue.
        told: What the entries are to say.
        replace: Whether a file or an entry that is there and says otherwise may be overwritten.

    Raises:
        CorpusError: a file cannot be added; nothing has been changed.
    """
    _require_sense(told, files)
    entries = read_catalogue(corpus)
    named = {_name(file, corpus): file for file in files}
    if len(named) < len(files):
        raise CorpusError("Två av filerna har samma namn. Ge dem olika namn.")
    for name, file in named.items():
        _require_readable(file, name)
        _require_own_id(name, corpus, entries)
        if not replace:
            _require_room(file, corpus / name)
            _require_agreement(name, entries.get(name, {}), told)
    return tuple(_add(file, corpus, name, entries.get(name, {}), told) for name, file in named.items())


def _require_sense(told: Told, files: Sequence[Path]) -> None:
    kind = told.get("kind")
    if kind is not None and kind not in set(Kind):
        raise CorpusError(f"Slaget ”{kind}” finns inte. Välj ett av {', '.join(Kind)}.")
    if "title" in told and len(files) > 1:
        raise CorpusError("Titeln hör till en enda fil. Lägg till filerna en i taget, eller utelämna --title.")


def _name(file: Path, corpus: Path) -> str:
    """The file's name in the catalogue: with its folders, where it lies in the corpus already."""
    inside = file.resolve().is_relative_to(corpus.resolve())
    return composed(file.resolve().relative_to(corpus.resolve()).as_posix() if inside else file.name)


def _require_readable(file: Path, name: str) -> None:
    if not file.is_file():
        raise CorpusError(f"{file} finns inte, eller är ingen fil. Kontrollera sökvägen.")
    ending = file.suffix.lower()
    if ending not in READABLE:
        kinds = ", ".join(READABLE)
        raise CorpusError(f"{file.name} är av ett slag som inte kan läsas. Det som kan läsas är {kinds}.")
    if not is_source(Path(name)):
        raise CorpusError(f"Filer som heter {file.name} läses inte som dokument. Byt namn på filen.")
    try:
        with file.open("rb") as opened:
            first = opened.read(FIRST)
    except OSError as error:
        raise CorpusError(f"{file.name} kan inte öppnas. Kontrollera att du får läsa filen.") from error
    if not first.strip() or not is_what_it_claims(ending, first):
        raise CorpusError(
            f"{file.name} är inte {claimed(ending)} utan {found(first)}. Hämta eller spara filen på nytt."
        )


def _require_room(file: Path, target: Path) -> None:
    if target.exists() and not target.samefile(file) and target.read_bytes() != file.read_bytes():
        raise CorpusError(f"Det finns redan en annan fil {target}. Byt namn på den nya, eller ersätt med --replace.")


def _require_agreement(name: str, entry: Entry, told: Told) -> None:
    for key, value in told.items():
        if entry.get(key) not in {None, value}:
            raise CorpusError(
                f"{name} står redan i katalogen med {key} = {entry[key]}. Ändra den där, eller ersätt med --replace."
            )


def _require_own_id(name: str, corpus: Path, entries: Mapping[str, Entry]) -> None:
    """Refuses a second document with an id that is taken; the same id with another ending is the same document."""
    own = entry_id(name, entries.get(name, {}))
    for other, entry in entries.items():
        if other != name and entry_id(other, entry) == own and (corpus / other).suffix == Path(name).suffix:
            raise CorpusError(f"{other} har redan id ”{own}” i katalogen. Ge {name} ett annat namn.")


def _add(file: Path, corpus: Path, name: str, entry: Entry, told: Told) -> Added:
    target = corpus / name
    copied = not (target.exists() and target.samefile(file))
    if copied:
        _copy(file, target)
    own = entry_id(name, entry)
    put_entry(corpus, name, {**({} if entry else {"id": own}), **told, "excluded": None})
    return Added(target, own, copied)


def _copy(file: Path, target: Path) -> None:
    """Puts a copy in its place in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with in_one_step(target) as beside:
            shutil.copyfile(file, beside)
    except OSError as error:
        told = error.strerror or str(error)
        raise CorpusError(
            f"{file.name} kan inte läggas i {target.parent} ({told}). Kontrollera att du får skriva i mappen och att "
            f"disken inte är full; {CATALOGUE} är som förut."
        ) from error
