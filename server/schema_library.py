"""What crosses the wire about the library itself: its state, its generations, and building it again."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from server.schema import Wire
from server.schema_report import BuildReport

MAX_PATHS = 500


class StatusReply(Wire):
    """Answer of `GET /api/status`."""

    library: str
    built: str
    """ISO 8601, UTC."""
    documents: int
    passages: int
    sentences: int
    model: str
    version: str
    notice: str = ""
    """A Swedish sentence where this is not the library that was to be served; otherwise empty."""


class GenerationEntry(Wire):
    """One generation that is kept; without figures where it cannot be read by this version of the program."""

    generation: str
    served: bool
    built: str | None
    documents: int | None
    passages: int | None


class GenerationList(Wire):
    """Answer of `GET /api/library/generations`, the oldest first; `rejected` is a build that failed its check."""

    generations: tuple[GenerationEntry, ...]
    total: int = 0
    """How many there are in all."""
    library: str
    rejected: str | None


BuildPath = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class RebuildRequest(Wire):
    """Body of `POST /api/library/rebuild`: files and folders under the corpus folder; none means all of it.

    The new library holds just what is named here.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"paths": ["rapporter/2025"]}]})

    paths: Annotated[tuple[BuildPath, ...], Field(max_length=MAX_PATHS)] = ()


class RebuildJob(Wire):
    """How far a build has come.

    `done`: a new generation is served, or there was nothing to do. `rejected`: built, and set aside because it did not
    pass its check. `failed`: nothing was built. In the last two what is served is as it was. `message` is a Swedish
    sentence; `total` is 0 where it is not known how much there is.
    """

    job: str
    state: Literal["running", "done", "rejected", "failed"]
    stage: str = ""
    """In Swedish."""
    done: int = 0
    total: int = 0
    started: str
    """ISO 8601, UTC."""
    finished: str | None = None
    generation: str | None = None
    """What is served afterwards, or what was set aside; null until then."""
    message: str = ""
    report: BuildReport | None = None
    """The editor's report, when all is over."""


class RollbackRequest(Wire):
    """Body of `POST /api/library/rollback`; without a generation the one before the served one is meant."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"generation": "000011-20260108-91d03be7"}]})

    generation: str | None = None


class RollbackReply(Wire):
    """Answer of `POST /api/library/rollback`."""

    library: str
    """What is served now."""
    before: str
    """What was served until now."""
