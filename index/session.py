"""What runs the default model's transformer: the seam behind which every library that does it stands."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Hidden = NDArray[np.float32]
"""A vector for every token of some texts, `(n, tokens, dim)`."""

Mask = NDArray[np.int64]
"""Which of them are no padding, `(n, tokens)`."""


class Session(Protocol):
    """The transformer, open. Same input, same output; safe to use from several threads."""

    backend: str
    """Library and precision."""

    def hidden(self, words: Hidden, mask: Mask, /) -> Hidden:
        """Word vectors to the last layer's hidden states."""
        ...
