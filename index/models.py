"""The embedding model that a setting names, for builds and for questions."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index.bundled_model import FINGERPRINT, PreparedModel, prepare
from index.embedder import Computed, Embedder, Model, QueryEmbedder
from index.processor import multiplies_bfloat16
from index.threads import leave_cores_to_model

if TYPE_CHECKING:
    from index.query_model import QueryModel

BUNDLED = "bundled"
"""The setting that means the default model."""

_FEW_CHARACTERS = 40_000
"""Up to this much new text is done before another library than the one for questions has started."""

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
    leave_cores_to_model()
    if setting != BUNDLED:
        other = _sentence_model(setting)
        return Model(other.name, other.dim, lambda _: other)
    prepared = prepared_model(cache, said)
    bundled = _Bundled(prepared)
    return Model(prepared.name, prepared.dim, bundled.load, tokens=True, computed=bundled.computed)


def query_model(setting: str, cache: Path, said: Said, *, many: bool = False) -> QueryEmbedder:
    """The model for questions: what is ready soonest, or for `many` what is fastest; the default one needs no torch.

    Raises:
        ModelMissing: the weights cannot be found.
    """
    leave_cores_to_model()
    if setting != BUNDLED:
        return _sentence_model(setting)
    bundled = _Bundled(prepared_model(cache, said))
    return bundled.remembered() if many else bundled.small


def prepared_model(cache: Path, said: Said) -> PreparedModel:
    """The default model in a folder of prepared models, converted now if it is not there whole.

    Raises:
        ModelMissing: the weights cannot be found.
    """
    return prepare(cache / "models" / FINGERPRINT, progress=said)


class _Bundled:
    """The default model, and what runs it."""

    def __init__(self, prepared: PreparedModel) -> None:
        self._prepared = prepared
        self._computed: Computed = {}

    def load(self, characters: int) -> Embedder:
        """What embeds so much text soonest."""
        if characters <= _FEW_CHARACTERS:
            return self.small
        if multiplies_bfloat16() and find_spec("openvino") is None:
            return _sentence_model(str(self._prepared.sentence_folder), self._prepared.name)
        return self._fastest

    def computed(self) -> Computed:
        """How the texts of a build were embedded; empty where none were, or only a few."""
        return self._computed

    @cached_property
    def small(self) -> "QueryModel":
        """What is ready soonest."""
        from index.onnx_session import OnnxSession  # noqa: PLC0415 - late: another model needs none of these
        from index.query_model import QueryModel  # noqa: PLC0415

        return QueryModel(self._prepared, OnnxSession(self._prepared.graph))

    @cached_property
    def _fastest(self) -> "QueryModel":
        from index.backends import fastest  # noqa: PLC0415 - as above
        from index.query_model import QueryModel  # noqa: PLC0415

        session, measured = fastest(self._prepared)
        self._computed = asdict(measured)
        return QueryModel(self._prepared, session)

    def remembered(self) -> "QueryModel":
        """What a build has found to be the fastest, else what is ready soonest."""
        from index.backends import remembered  # noqa: PLC0415 - as above

        return self._fastest if remembered(self._prepared) else self.small


def _sentence_model(source: str, name: str | None = None) -> Embedder:
    from index.sentence_model import SentenceModel  # noqa: PLC0415 - late: torch takes seconds to import

    return SentenceModel(source, name=name)
