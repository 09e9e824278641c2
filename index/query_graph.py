"""Writes the transformer as an ONNX graph that takes word vectors instead of word ids.

Without the table of words and with `MatMulNBits` (which computes in float32 from the very 4-bit blocks of the
weights file) the graph is 14 MB and opens in a tenth of a second. With weights in half precision it is 44 MB, and what
reads it may multiply in bfloat16.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.weights_file import BLOCK, WeightsFile, split_blocks, unpack_rows

_OPSET = 20
_IR_VERSION = 10
_MASKED = -1e9
"""Added to the attention paid to padding."""


def write_query_graph(weights: WeightsFile, path: Path, *, packed: bool = True) -> None:
    """Writes the graph to `path`, its matrices in 4 bits as in the weights file, or unpacked to half precision.

    Its inputs are `inputs_embeds (batch, tokens, hidden) float32` and `attention_mask (batch, tokens) int64`, its
    output `last_hidden_state (batch, tokens, hidden) float32`.
    """
    graph = _Graph(weights) if packed else _HalfGraph(weights)
    hidden = graph.transformer()
    graph.nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
    rows: list[str | int | None] = ["batch", "tokens"]
    vectors = [*rows, weights.shape.hidden]
    made = helper.make_graph(
        graph.nodes,
        "query_model",
        [
            helper.make_tensor_value_info("inputs_embeds", TensorProto.FLOAT, vectors),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, rows),
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, vectors)],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=_IR_VERSION), str(path))


class _Graph:
    """Nodes and constants as they are laid; every method returns the name of what it computes."""

    def __init__(self, weights: WeightsFile) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._weights = weights

    def transformer(self) -> str:
        """The whole of it, from word vectors to the last layer's hidden state."""
        shape = self._weights.shape
        head = shape.hidden // shape.heads
        self._constant("split_heads", np.array([0, 0, shape.heads, head]))
        self._constant("join_heads", np.array([0, 0, shape.hidden]))
        self._constant("head_scale", np.array(head**-0.5, np.float32))
        mask = self._mask()
        x = self._embeddings()
        for layer in range(shape.layers):
            x = self._layer(x, mask, f"l{layer}.")
        return x

    def _embeddings(self) -> str:
        """Word vectors plus the positions' and the only type's."""
        plain, width = self._weights.plain, self._weights.shape.hidden
        self._constant("positions", plain["emb.pos"].reshape(-1, width) + plain["emb.type"][:width])
        self._constant("from", np.array([0]))
        tokens = self._node("Shape", "inputs_embeds", start=1, end=2)
        places = self._node("Slice", "positions", "from", tokens, "from")
        return self._normed(self._node("Add", "inputs_embeds", places), "emb.ln")

    def _mask(self) -> str:
        """`(batch, 1, 1, tokens)`: 0 where there is a token, very little where there is padding."""
        self._constant("one", np.array(1, np.float32))
        self._constant("masked", np.array(_MASKED, np.float32))
        self._constant("heads_and_queries", np.array([1, 2]))
        present = self._node("Cast", "attention_mask", to=TensorProto.FLOAT)
        absent = self._node("Sub", "one", self._node("Unsqueeze", present, "heads_and_queries"))
        return self._node("Mul", absent, "masked")

    def _layer(self, x: str, mask: str, prefix: str) -> str:
        """Attention and feed-forward, each added to what went in and normed."""
        attended = self._linear(self._attention(x, mask, prefix), prefix + "ao")
        x = self._normed(self._node("Add", x, attended), prefix + "aln")
        inner = self._node("Gelu", self._linear(x, prefix + "fi"))
        return self._normed(self._node("Add", x, self._linear(inner, prefix + "fo")), prefix + "oln")

    def _attention(self, x: str, mask: str, prefix: str) -> str:
        query = self._node("Mul", self._linear(x, prefix + "q"), "head_scale")
        query = self._heads(query, [0, 2, 1, 3])
        key = self._heads(self._linear(x, prefix + "k"), [0, 2, 3, 1])
        value = self._heads(self._linear(x, prefix + "v"), [0, 2, 1, 3])
        scores = self._node("Add", self._node("MatMul", query, key), mask)
        mixed = self._node("MatMul", self._node("Softmax", scores, axis=-1), value)
        return self._node("Reshape", self._node("Transpose", mixed, perm=[0, 2, 1, 3]), "join_heads")

    def _heads(self, x: str, order: Sequence[int]) -> str:
        return self._node("Transpose", self._node("Reshape", x, "split_heads"), perm=order)

    def _normed(self, x: str, name: str) -> str:
        gain = self._constant(f"{name}.w", self._weights.plain[f"{name}.w"])
        shift = self._constant(f"{name}.b", self._weights.plain[f"{name}.b"])
        return self._node("LayerNormalization", x, gain, shift, axis=-1, epsilon=self._weights.shape.epsilon)

    def _linear(self, x: str, name: str) -> str:
        """`x` times the 4-bit matrix `name`, plus its bias; `accuracy_level` 1 means computed in float32."""
        scales, elements = split_blocks(self._weights.packed[f"{name}.w"])
        pairs = elements[..., 0::2] | (elements[..., 1::2] << 4)
        inputs = [
            x,
            self._constant(f"{name}.w", pairs),
            self._constant(f"{name}.scales", scales.reshape(-1)),
            "",
            "",
            self._constant(f"{name}.b", self._weights.plain[f"{name}.b"]),
        ]
        rows, blocks = scales.shape
        layout = {"K": blocks * BLOCK, "N": rows, "bits": 4, "block_size": BLOCK, "accuracy_level": 1}
        return self._node("MatMulNBits", *inputs, domain="com.microsoft", **layout)

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, *inputs: str, domain: str = "", **attributes: int | float | Sequence[int]) -> str:
        name = f"{kind}_{len(self.nodes)}"
        node = helper.make_node(kind, inputs, [name], domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return name


class _HalfGraph(_Graph):
    """The same with plain matrices in half precision."""

    def _linear(self, x: str, name: str) -> str:
        matrix = unpack_rows(self._weights.packed[f"{name}.w"]).T.astype(np.float16)
        widened = self._node("Cast", self._constant(f"{name}.w", matrix), to=TensorProto.FLOAT)
        bias = self._constant(f"{name}.b", self._weights.plain[f"{name}.b"])
        return self._node("Add", self._node("MatMul", x, widened), bias)
