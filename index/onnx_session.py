"""The default model through onnxruntime, in float32: ready in a second."""

import os
from pathlib import Path

import numpy as np
import onnxruntime

from index.session import Hidden, Mask


class OnnxSession:
    """A `Session` over the graph with 4-bit weights."""

    backend = "onnxruntime float32"

    def __init__(self, graph: Path, *, threads: int | None = None) -> None:
        """Opens the graph; one call may use so many threads, all the processor's when left out."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads take others' time
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def hidden(self, words: Hidden, mask: Mask, /) -> Hidden:
        """Hidden states."""
        (found,) = self._session.run(None, {"inputs_embeds": words, "attention_mask": mask})
        return np.asarray(found, np.float32)
