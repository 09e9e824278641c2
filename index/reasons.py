"""Why a build would do what it would: what about a document has changed, and what about the whole."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from index.files import SYNONYMS
from index.generations import Generations
from index.manifest import Manifest
from index.plan import Plan
from ingest.source_digest import SourceChange, source_changes

_CHANGES: Mapping[SourceChange, str] = {
    SourceChange.FILE: "filen är en annan",
    SourceChange.ENTRY: "katalogen säger något annat om dokumentet",
    SourceChange.READER: "programmet läser filer på ett nytt sätt",
}
_DAMAGED = "den version som används är skadad"


@dataclass(frozen=True, slots=True)
class Causes:
    """Why each document is added, changed or removed, by its id, and why the whole is made anew; in Swedish."""

    documents: Mapping[str, str]
    whole: tuple[str, ...] = ()


def causes(plan: Plan, library: Generations, served: Manifest | None, model: str) -> Causes:
    """Why the build of a plan does what it does; `served` is what it would replace."""
    return Causes(_reasons(plan, served), tuple(_whole_reasons(plan, library, served, model)) if served else ())


def _reasons(plan: Plan, served: Manifest | None) -> dict[str, str]:
    before = {record.id: record.digest for record in served.documents} if served else {}
    missing = {each.id for each in plan.missing}
    added = {doc: f"ny fil {plan.sources[doc].path}" for doc in plan.added}
    changed = {
        doc: " och ".join(_CHANGES[change] for change in source_changes(before[doc], plan.digests[doc]))
        for doc in plan.changed
    }
    removed = {doc: _why_removed(doc, plan, named=doc in missing) for doc in plan.removed}
    return added | changed | removed


def _why_removed(doc: str, plan: Plan, *, named: bool) -> str:
    if doc in plan.excluded:
        return "undantaget i katalogen"
    return "filen saknas, fast katalogen nämner den" if named else "filen finns inte bland det som byggs"


def _whole_reasons(plan: Plan, library: Generations, served: Manifest, model: str) -> Iterator[str]:
    if served.model != model:
        yield f"modellen är en annan ({model} i stället för {served.model})"
    if dict(served.split) != asdict(plan.recipe.split):
        yield "regeln för hur texten delas i passager är en annan"
    folder = library.path(served.id)
    try:
        synonyms = (folder / SYNONYMS).read_text(encoding="utf-8")
    except OSError:
        synonyms = None
    if synonyms is not None and synonyms != plan.recipe.synonyms.to_json():
        yield "listan över ord som betyder detsamma är ändrad"
    if served.damaged(folder):
        yield _DAMAGED


def plan_as_json(plan: Plan, causes: Causes) -> str:
    """What a build would do, as JSON."""
    changes = {"added": plan.added, "changed": plan.changed, "removed": plan.removed, "unchanged": plan.unchanged}
    told = {
        "settled": plan.settled,
        "whole": causes.whole,
        "documents": [
            {"id": doc, "change": change, "why": causes.documents.get(doc, "")}
            for change, docs in changes.items()
            for doc in docs
        ],
        "missing": [{"id": each.id, "file": str(each.path), "url": each.url} for each in plan.missing],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
