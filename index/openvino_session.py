"""The default model through OpenVINO: in bfloat16, where the processor multiplies it, about twice onnxruntime's pace.

No other module imports it.
"""

import queue
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from index.session import Hidden, Mask

_CONVERTER = "openvino.tools.ovc"
"""Tells its makers' statistics when it is imported, which OpenVINO itself does, and can do without."""
_REQUESTS = 8
"""Calls that may be under way at once; a call beyond these waits."""


class OpenvinoSession:
    """A `Session` over the graph with 16-bit weights."""

    def __init__(self, graph: Path, *, bfloat16: bool) -> None:
        """Compiles the graph for this processor, which takes half a second.

        Raises:
            ImportError: OpenVINO is not installed.
            RuntimeError: it cannot use the processor.
        """
        precision = "bf16" if bfloat16 else "f32"
        self.backend = f"openvino {'bfloat16' if bfloat16 else 'float32'}"
        told = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1"}
        core = _openvino().Core()
        self._compiled = core.compile_model(core.read_model(str(graph)), "CPU", told)
        self._requests: queue.LifoQueue[Any] = queue.LifoQueue()
        for _ in range(_REQUESTS):
            self._requests.put(self._compiled.create_infer_request())

    def hidden(self, words: Hidden, mask: Mask, /) -> Hidden:
        """Hidden states."""
        with self._request() as request:
            return np.array(request.infer({"inputs_embeds": words, "attention_mask": mask}, share_inputs=True)[0])

    @contextmanager
    def _request(self) -> Iterator[Any]:
        request = self._requests.get()
        try:
            yield request
        finally:
            self._requests.put(request)


def _openvino() -> Any:  # noqa: ANN401 - it comes without types
    """OpenVINO without what converts models."""
    if "openvino" not in sys.modules:
        sys.modules.setdefault(_CONVERTER, None)  # type: ignore[arg-type]  # None: not to be imported
    return import_module("openvino")
