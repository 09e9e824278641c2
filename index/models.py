"""The embedding model that a setting names, for builds and for questions."""

import functools
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.bundled_model import FINGERPRINT, PreparedModel, prepare
from index.embedder import Embedder, Model, QueryEmbedder
from index.processor import multiplies_bfloat16

if TYPE_CHECKING:
    from index.query_model import QueryModel

BUNDLED = "bundled"
"""The setting that means the default model."""

_FEW_CHARACTERS = 100_000
"""Up to this much new text the model for questions is done first: torch takes some eight seconds to start. It is three
times as fast where the processor multiplies bfloat16 tiles; elsewhere the two keep the same pace, and it takes twice as
much memory."""

Said = Callable[[str], None]


def build_model(setting: str, cache: Path, said: Said) -> Model:
    """The model for a build; the default one is loaded only when something new is to be embedded.

    Args:
        setting: `BUNDLED`, or a sentence-transformers model by path or name.
        cache: folder of prepared models.
        said: told what is going on, in Swedish.

    Raises:
        ModelMissing: the weights cannot be found.
    """
    if setting != BUNDLED:
        other = _sentence_model(setting)
        return Model(other.name, other.dim, lambda _: other)
    prepared = prepared_model(cache, said)
    small = functools.cache(partial(_query_model, prepared))  # the check of a build asks it questions as well

    def load(characters: int) -> Embedder:
        if characters <= _FEW_CHARACTERS or not multiplies_bfloat16():
            return small()
        return _sentence_model(str(prepared.sentence_folder), prepared.name)

    return Model(prepared.name, prepared.dim, load, tokens=True)


def query_model(setting: str, cache: Path, said: Said) -> QueryEmbedder:
    """The model for questions; the default one needs no torch.

    Raises:
        ModelMissing: the weights cannot be found.
    """
    if setting != BUNDLED:
        return _sentence_model(setting)
    return _query_model(prepared_model(cache, said))


def prepared_model(cache: Path, said: Said) -> PreparedModel:
    """The default model in a folder of prepared models, converted now if it is not there whole.

    Raises:
        ModelMissing: the weights cannot be found.
    """
    return prepare(cache / "models" / FINGERPRINT, progress=said)


def _query_model(prepared: PreparedModel) -> "QueryModel":
    from index.query_model import QueryModel  # noqa: PLC0415 - late: another model does not need it

    return QueryModel(prepared)


def _sentence_model(source: str, name: str | None = None) -> Embedder:
    from index.sentence_model import SentenceModel  # noqa: PLC0415 - late: torch takes seconds to import

    return SentenceModel(source, name=name)
