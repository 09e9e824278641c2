"""What a build would do: what lies in the folders, held against what is served."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import LibraryMismatch
from index.generations import Generations
from index.manifest import Manifest, corpus_digest
from index.synonyms import Synonyms
from ingest.corpus import Missing, Source, find_excluded, find_missing, find_sources
from ingest.passage import SplitRule


@dataclass(frozen=True, slots=True)
class Recipe:
    """What besides the documents decides what a library becomes."""

    split: SplitRule = SplitRule()  # noqa: RUF009 - frozen
    synonyms: Synonyms = Synonyms()  # noqa: RUF009 - frozen

    def digest(self, digests: Mapping[str, str], model: str) -> str:
        """One digest over all that decides what a build makes of sources with these digests."""
        return corpus_digest(digests, model, asdict(self.split), self.synonyms.to_json())


DEFAULT_RECIPE = Recipe()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would do, by document id."""

    sources: Mapping[str, Source]
    digests: Mapping[str, str]
    recipe: Recipe
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    settled: bool
    """Nothing is to be done: the served generation was made of just this."""
    missing: tuple[Missing, ...] = ()
    """What a catalogue names and is not there."""
    excluded: frozenset[str] = frozenset()
    """What a catalogue excludes."""


def plan_build(paths: Iterable[Path], library: Generations, model: str, recipe: Recipe = DEFAULT_RECIPE) -> Plan:
    """Compares what lies in `paths` with what is served.

    Raises:
        CorpusError: a path or a catalogue is wrong.
    """
    named = tuple(paths)
    sources = {source.id: source for source in find_sources(named)}
    digests = {doc: source.digest() for doc, source in sources.items()}
    manifest = served_manifest(library)
    held = {record.id: record.digest for record in manifest.documents} if manifest else {}
    settled = manifest is not None and is_settled(library, manifest, recipe.digest(digests, model))
    return Plan(
        sources,
        digests,
        recipe,
        added=tuple(sorted(digests.keys() - held.keys())),
        changed=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] != held[doc])),
        removed=tuple(sorted(held.keys() - digests.keys())),
        unchanged=tuple(sorted(doc for doc in digests.keys() & held.keys() if digests[doc] == held[doc])),
        settled=settled,
        missing=find_missing(named),
        excluded=find_excluded(named),
    )


def is_settled(library: Generations, manifest: Manifest, corpus: str) -> bool:
    """Whether the served generation is made of just this corpus, and is whole."""
    return manifest.corpus == corpus and not manifest.damaged(library.path(manifest.id))


def served_manifest(library: Generations) -> Manifest | None:
    """The served generation's manifest; None where nothing is served, or it cannot be read and is to be built anew."""
    name = library.current()
    try:
        return Manifest.read(library.path(name)) if name else None
    except LibraryMismatch:
        return None
