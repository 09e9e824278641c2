"""What is asked before a document is removed, and told afterwards."""

from collections.abc import Iterator

from index.confirming import agreed_for_good, is_watched, said_yes
from index.removal import Removal, Wish


def question(wish: Wish) -> str:
    """What a person is to say yes to."""
    what = [f"Ta bort {wish.doc} ur biblioteket"]
    if wish.purge:
        what.append("radera dess text ur alla sparade versioner")
    if wish.delete_file:
        what.append("radera filen i corpus/")
    asked = f"{', '.join(what[:-1])} och {what[-1]}" if len(what) > 1 else what[0]
    return f"{asked}?" + (" Det går inte att ångra." if wish.purge or wish.delete_file else "")


def agreed(wish: Wish) -> bool:
    """Whether a person says yes; where none is there, what can be undone goes ahead, and what cannot does not.

    Raises:
        NotAgreed: nobody is there to ask, and it cannot be undone.
    """
    if wish.purge or wish.delete_file:
        return agreed_for_good(question(wish))
    return said_yes(question(wish)) if is_watched() else True


def removal_lines(wish: Wish, done: Removal) -> Iterator[str]:
    """What was done, and what is left to do."""
    if done.report is not None:
        yield f"{wish.doc} är borta ur biblioteket. Version {done.report.generation} visas nu."
    if wish.purge:
        versions = f"{len(done.purged)} sparade versioner" if len(done.purged) != 1 else "1 sparad version"
        yield f"Texten är borta också ur det som var sparat: {versions}, källfilen och mellanlagret."
    else:
        yield "Det finns kvar i de tidigare versionerna: belagg rollback går tillbaka till den närmast föregående."
    yield from _about_files(done)


def _about_files(done: Removal) -> Iterator[str]:
    if not done.files:
        yield "Ingen fil i corpus/ hör till dokumentet. Bygger du av en annan mapp kommer det tillbaka."
    for file in done.files:
        if done.deleted:
            yield f"Filen {file} är raderad, och dess post i katalogen är borttagen."
        else:
            yield (
                f"Filen {file} ligger kvar, men är undantagen i katalogen så att nästa bygge inte tar in den. "
                f"Ta in den igen med belagg add {file}."
            )
