"""A part of a list that may be long."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

MOST = 1_000
Item = TypeVar("Item")


class Part(BaseModel):
    """Which part of a list is wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(MOST, ge=1, le=MOST, description="How many at most.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many are passed over.")

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """That part."""
        return items[self.offset : self.offset + self.limit]


PartQuery = Annotated[Part, Query()]
