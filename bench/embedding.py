"""How fast the model embeds here, beside the same model in sentence-transformers in float32, and above which floor.

Both embed the same passages in turns. The floor is what the passages' tokens times the model's weights would take at
the pace that the machine was measured to multiply matrices at, in bfloat16 where that is faster.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from bench.figures import Figure
from bench.floor import SIDE, best_s, seconds_of, weights_of
from index.backends import fastest
from index.bundled_model import PreparedModel
from index.files import STORE
from index.generations import Generations
from index.models import prepared_model
from index.query_model import QueryModel
from index.sentence_model import SentenceModel
from index.store import Store
from index.tokenizer_file import PASSAGE_PROMPT

PASSAGES = 128
ROUNDS = 2


def measure_embedding(library: Path, cache: Path) -> list[Figure]:
    """Passages a second of a served library, both ways, and the floor under them."""
    prepared = prepared_model(cache, lambda _stage: None)
    session, measured = fastest(prepared)
    ours = QueryModel(prepared, session)
    plain = SentenceTransformer(str(prepared.sentence_folder), device="cpu", local_files_only=True)
    batched = SentenceModel(prepared.sentence_folder)
    texts = _texts(library)
    ways: list[Callable[[Sequence[str]], object]] = [
        ours.embed_passages,
        lambda texts: plain.encode([PASSAGE_PROMPT + text for text in texts], show_progress_bar=False),
        batched.embed_passages,
    ]
    for way in ways:
        way(texts[:16])
    rounds = [[seconds_of(partial(way, texts)) for way in ways] for _ in range(ROUNDS)]
    own, as_is, other = [len(texts) / min(each) for each in zip(*rounds, strict=True)]
    floor = len(texts) * _rate() / _products(prepared, texts)
    note = f"{len(texts)} passager, {measured.backend}, cosinus {measured.cosine:.4f} till float32"
    return [
        Figure("sentence-transformers, float32, som den är", as_is, "passager/s"),
        Figure("– i våra mindre buntar", other, "passager/s", "", other / as_is, "som den är"),
        Figure("Beläggs inbäddning", own, "passager/s", note, own / as_is, "sentence-transformers som den är"),
        Figure("– golv: matrisprodukterna ensamma", floor, "passager/s", "", floor / own, "Beläggs inbäddning"),
    ]


def _texts(library: Path) -> list[str]:
    """So many passages, spread over all documents."""
    store = Store(Generations(library).served() / STORE)
    every = [passage.titled_text for doc in store.document_ids() for passage in store.passages_of(doc)]
    store.close()
    return every[:: max(1, len(every) // PASSAGES)][:PASSAGES]


def _rate() -> float:
    """Multiplications and additions a second in the faster of float32 and bfloat16."""
    square = torch.randn(SIDE, SIDE)
    half = square.bfloat16()
    return 2 * SIDE**3 / min(best_s(lambda: square @ square), best_s(lambda: half @ half))


def _products(prepared: PreparedModel, texts: Sequence[str]) -> float:
    """Multiplications and additions of the texts' tokens with the model's matrices."""
    tokenizer = Tokenizer.from_file(str(prepared.tokenizer))
    tokens = sum(len(tokenizer.encode(PASSAGE_PROMPT + text).ids) for text in texts)
    return 2 * tokens * weights_of(prepared)
