"""A build in a process of its own, from the inside; `index.build_apart` begins it.

It reads an order, tells how far it has come, and at last what came of it, one JSON object a line.
"""

import os
from typing import BinaryIO

from pydantic import TypeAdapter

from index.build_apart import Ended, Outcome, Stage, Told
from index.building import Built, ModelOf, Order, carry_out
from index.models import build_model
from index.report_words import size, verdict
from ingest.child import channels
from ingest.errors import ReaderFacingError

_KINDER = 10  # the server that began it, and its users, go first


def serve(model_of: ModelOf = build_model) -> None:
    """Carries out the one order that comes. Who gives it ends the build by ending this, or by no longer listening."""
    asked, told = channels()
    if hasattr(os, "nice"):
        os.nice(_KINDER)
    order = TypeAdapter(Order).validate_json(asked.readline())

    def progress(stage: str, done: int, total: int) -> None:
        _tell(told, Stage(stage, done, total))

    try:
        ended = _ended(carry_out(order, progress, model_of))
    except ReaderFacingError as error:
        ended = Ended(Outcome.FAILED, str(error))
    _tell(told, ended)


def _tell(told: BinaryIO, what: Told) -> None:
    told.write(TypeAdapter(Told).dump_json(what) + b"\n")
    told.flush()


def _ended(built: Built) -> Ended:
    report = built.told
    rejected = built.report.aside is not None
    sentences = [verdict(report), f"Det har {size(report)}." if report.published else "", *report.objections]
    if unread := sum(not each.missing for each in report.failed):
        sentences.append(f"{unread} {'fil' if unread == 1 else 'filer'} kunde inte läsas; se rapporten.")
    message = " ".join(filter(None, sentences))
    return Ended(Outcome.REJECTED if rejected else Outcome.DONE, message, report.generation, report)
