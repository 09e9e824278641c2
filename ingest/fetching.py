"""What the catalogue has an address for, fetched into the corpus."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import httpx

from ingest.catalogue import CATALOGUE, Entry, entry_id, is_excluded, read_catalogue
from ingest.corpus import is_source
from ingest.download import Download, Limits, Progress
from ingest.errors import CorpusError, FetchFailed
from ingest.partial_file import Wanted
from ingest.public_address import PublicTransport, require_web

_MOST_REDIRECTS = 5
_AGENT = "belagg"


class Outcome(Enum):
    """What came of one entry."""

    FETCHED = "hämtad"
    SAME = "hämtad, och lika som förut"
    THERE = "finns redan"
    FAILED = "kunde inte hämtas"


@dataclass(frozen=True, slots=True)
class Fetched:
    """One entry of the catalogue; `reason` says why it could not be fetched, and what to do."""

    id: str
    path: Path
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to fetch: the documents with these ids, or all; those that lie there only where it is to be done `again`."""

    docs: tuple[str, ...] = ()
    again: bool = False


def fetch(
    corpus: Path,
    choice: Choice = Choice(),
    *,
    allow_private: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Progress = lambda name, done, total: None,
) -> Iterator[Fetched]:
    """Fetches the entries of the corpus' catalogue one by one; one that fails stops none of the others.

    Args:
        corpus: The folder of the catalogue.
        choice: Which of them.
        allow_private: Whether addresses inside the own network may be fetched from.
        limits: How large and how slow a file may be.
        progress: Told how far each has come.

    Raises:
        CorpusError: the catalogue cannot be read, or has no address for what was named.
    """
    chosen = _chosen(corpus, choice)
    with _client(limits, allow_private=allow_private) as client:
        for file, entry in chosen:
            yield _fetch_one(client, corpus, file, entry, choice, limits, progress)


def _chosen(corpus: Path, choice: Choice) -> Sequence[tuple[str, Entry]]:
    entries = [(file, each) for file, each in read_catalogue(corpus).items() if each.get("url")]
    with_address = {entry_id(file, each) for file, each in entries}
    for doc in choice.docs:
        if doc not in with_address:
            raise CorpusError(f"Katalogen {corpus / CATALOGUE} har ingen adress (url) för ”{doc}”. Skriv in den där.")
    if not entries:
        raise CorpusError(f"Ingen post i {corpus / CATALOGUE} har en adress (url) att hämta från. Skriv in den där.")
    if choice.docs:
        return [(file, each) for file, each in entries if entry_id(file, each) in choice.docs]
    return [(file, each) for file, each in entries if not is_excluded(each)]


def _client(limits: Limits, *, allow_private: bool) -> httpx.Client:
    return httpx.Client(
        transport=None if allow_private else PublicTransport(),
        timeout=limits.timeouts(),
        follow_redirects=True,
        max_redirects=_MOST_REDIRECTS,
        headers={"User-Agent": _AGENT},
    )


def _fetch_one(  # noqa: PLR0913, PLR0917 - handed on as they came
    client: httpx.Client, corpus: Path, file: str, entry: Entry, choice: Choice, limits: Limits, progress: Progress
) -> Fetched:
    doc, path = entry_id(file, entry), corpus / file
    if path.exists() and not choice.again:
        return Fetched(doc, path, Outcome.THERE)
    try:
        url = str(entry["url"])
        _require_inside(corpus, file)
        require_web(_parsed(url, file))
        wanted = Wanted(path, url, str(entry.get("sha256") or ""))
        changed = Download(client, wanted, limits, progress).run()
    except FetchFailed as error:
        told = str(error)
        return Fetched(doc, path, Outcome.FAILED, told if path.name in told else f"{path.name}: {told}")
    return Fetched(doc, path, Outcome.FETCHED if changed else Outcome.SAME)


def _parsed(url: str, file: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchFailed(f"{file}: adressen {url} går inte att läsa. Rätta den i katalogen.") from error


def _require_inside(corpus: Path, file: str) -> None:
    """Refuses an entry whose file would lie elsewhere, or would never be read."""
    if not (corpus / file).resolve().is_relative_to(corpus.resolve()) or not is_source(Path(file)):
        raise FetchFailed(f"{file}: namnet i katalogen är inte en fil i {corpus} som kan läsas. Rätta raden file.")
