"""Writes the weights as an ordinary sentence-transformers folder: BERT, tokenizer, mean pooling, unit length."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.tokenizer_file import PASSAGE_PROMPT, QUERY_PROMPT, tokenizer_description
from index.weights_file import Packed, Shape, Vocabulary, WeightsFile, unpack_rows

_ROWS_AT_ONCE = 8192
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def write_sentence_folder(weights: WeightsFile, folder: Path) -> None:
    """Fills `folder`, which is made; loadable without a network."""
    shape, vocabulary = weights.shape, weights.vocabulary
    folder.mkdir()
    _write_json(folder / "config.json", _bert_config(shape, vocabulary))
    _write_json(folder / "tokenizer.json", tokenizer_description(vocabulary))
    _write_json(folder / "tokenizer_config.json", _tokenizer_config(shape))
    for name, content in _sentence_files(shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        _write_json(folder / name, content)
    weights_path = folder / "model.safetensors"
    save_file(_tensors(weights), weights_path, metadata={"format": "pt"})
    weights_path.chmod((folder / "config.json").stat().st_mode)  # safetensors lets only the owner read


def _bert_config(shape: Shape, vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.rows,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": vocabulary.pad,
        "dtype": "float32",
    }


def _tokenizer_config(shape: Shape) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": shape.positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": "<mask>",
        "clean_up_tokenization_spaces": False,
    }


def _sentence_files(shape: Shape) -> dict[str, object]:
    """What makes a BERT a sentence model, by file name."""
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(kinds.items())
        ],
        "config_sentence_transformers.json": {
            "prompts": {"query": QUERY_PROMPT, "passage": PASSAGE_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }


def _tensors(weights: WeightsFile) -> dict[str, NDArray[np.float32]]:
    """Every tensor by the name that transformers gives it; float32 loads in half the time of float16."""
    names = dict(_EMBEDDING_NAMES)
    for layer in range(weights.shape.layers):
        for ours, theirs in _LAYER_NAMES.items():
            names[f"l{layer}.{ours}.w"] = f"encoder.layer.{layer}.{theirs}.weight"
            names[f"l{layer}.{ours}.b"] = f"encoder.layer.{layer}.{theirs}.bias"
    return {theirs: _tensor(weights, ours) for ours, theirs in names.items()} | _pooler(weights.shape.hidden)


def _pooler(width: int) -> dict[str, NDArray[np.float32]]:
    """Nothing uses it, but transformers complains aloud where it is missing."""
    return {
        "pooler.dense.weight": np.zeros((width, width), np.float32),
        "pooler.dense.bias": np.zeros(width, np.float32),
    }


def _tensor(weights: WeightsFile, name: str) -> NDArray[np.float32]:
    if name in weights.packed:
        return _unpacked(weights.packed[name], weights.columns(name))
    values = weights.plain[name]
    return values.reshape(-1, weights.shape.hidden) if name in {"emb.pos", "emb.type"} else values


def _unpacked(rows: Packed, columns: int) -> NDArray[np.float32]:
    """Packed rows as float32, some at a time: on the way the table of words would take three times its size."""
    matrix = np.empty((len(rows), columns), np.float32)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        matrix[first : first + _ROWS_AT_ONCE] = unpack_rows(rows[first : first + _ROWS_AT_ONCE])
    return matrix


def _write_json(path: Path, content: Mapping[str, object] | object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
