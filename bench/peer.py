"""One peer in an interpreter that has it: reads a job on standard input, writes what it measured on standard output.

    python -m bench.peer < job.json

Every peer gets the same model folder, files and questions, and is otherwise left as its own guide sets it up: its
reader of PDFs, its way of splitting. Loading the model is not counted.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from pypdf import PdfReader

from bench.memory import memory_mb

FIRST = 5
_PARAGRAPH_WORDS = 120


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, and with what."""

    peer: str
    model: str
    sources: list[str]
    questions: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was found, and the file that it comes from."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds a build took, pieces in it, milliseconds of each question and the first texts it found."""

    build_s: float
    pieces: int
    times_ms: list[float]
    found: list[list[Found]]
    memory_mb: float


class Peer(Protocol):
    """A system with its model loaded."""

    def build(self, sources: Sequence[str]) -> int:
        """Indexes the files; pieces in the index."""

    def find(self, question: str) -> list[Found]:
        """The first texts for a question."""


class LlamaIndex:
    """Its default reader, splitter and vector store."""

    def __init__(self, model: str) -> None:
        from llama_index.core import Settings  # noqa: PLC0415 - late: each peer is imported by itself
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # noqa: PLC0415

        Settings.llm = None
        Settings.embed_model = HuggingFaceEmbedding(
            model_name=model, query_instruction="query: ", text_instruction="passage: "
        )

    def build(self, sources: Sequence[str]) -> int:
        """Indexes the files."""
        from llama_index.core import SimpleDirectoryReader, VectorStoreIndex  # noqa: PLC0415

        read = SimpleDirectoryReader(input_files=list(sources)).load_data()
        index = VectorStoreIndex.from_documents(read)
        self._retriever = index.as_retriever(similarity_top_k=FIRST)
        return len(index.docstore.docs)

    def find(self, question: str) -> list[Found]:
        """The first texts."""
        return [Found(Path(hit.metadata["file_path"]).stem, hit.text) for hit in self._retriever.retrieve(question)]


class Haystack:
    """Its converters, word splitter and store in memory."""

    def __init__(self, model: str) -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever  # noqa: PLC0415
        from haystack.document_stores.in_memory import InMemoryDocumentStore  # noqa: PLC0415
        from haystack_integrations.components.embedders.sentence_transformers import (  # noqa: PLC0415
            SentenceTransformersDocumentEmbedder,
            SentenceTransformersTextEmbedder,
        )

        self._embedder = SentenceTransformersDocumentEmbedder(model=model, prefix="passage: ", progress_bar=False)
        self._asker = SentenceTransformersTextEmbedder(model=model, prefix="query: ", progress_bar=False)
        self._embedder.warm_up()
        self._asker.warm_up()
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._retriever = InMemoryEmbeddingRetriever(self._store, top_k=FIRST)

    def build(self, sources: Sequence[str]) -> int:
        """Indexes the files."""
        from haystack.components.converters import PyPDFToDocument, TextFileToDocument  # noqa: PLC0415
        from haystack.components.preprocessors import DocumentSplitter  # noqa: PLC0415

        pdfs = [source for source in sources if source.endswith(".pdf")]
        texts = [source for source in sources if not source.endswith(".pdf")]
        read = PyPDFToDocument().run(sources=pdfs)["documents"] if pdfs else []
        read += TextFileToDocument().run(sources=texts)["documents"] if texts else []
        pieces = DocumentSplitter(split_by="word").run(documents=read)["documents"]
        self._store.write_documents(self._embedder.run(documents=pieces)["documents"])
        return len(pieces)

    def find(self, question: str) -> list[Found]:
        """The first texts."""
        asked = self._asker.run(text=question)["embedding"]
        hits = self._retriever.run(query_embedding=asked)["documents"]
        return [Found(Path(hit.meta["file_path"]).stem, hit.content or "") for hit in hits]


class Txtai:
    """Its hybrid index. It reads no PDF without a Java server, so it is given pypdf's text in runs of lines."""

    def __init__(self, model: str) -> None:
        from txtai import Embeddings  # noqa: PLC0415

        told = {"query": "query: ", "data": "passage: "}
        self._index = Embeddings(
            path=model, method="sentence-transformers", hybrid=True, content=True, instructions=told
        )
        self._index.batchtransform(["varm"])

    def build(self, sources: Sequence[str]) -> int:
        """Indexes the files."""
        texts = [(source, text) for source in sources for text in _runs(text_of(Path(source)))]
        self._index.index((f"{number} {Path(source).stem}", text, None) for number, (source, text) in enumerate(texts))
        return len(texts)

    def find(self, question: str) -> list[Found]:
        """The first texts."""
        return [Found(hit["id"].split(" ", 1)[1], hit["text"]) for hit in self._index.search(question, FIRST)]


class Belagg:
    """Belägg's own library, asked in this process as the others are; its "model" is the folder of prepared ones."""

    def __init__(self, model: str) -> None:
        self._cache = Path(model)

    def build(self, sources: Sequence[str]) -> int:
        """Opens the library, the one source, which has been built before."""
        from index.options import DEFAULT_MODEL  # noqa: PLC0415 - late: the interpreters of the others have none of ours
        from server.opening import open_service  # noqa: PLC0415

        self._service = open_service(Path(sources[0]), DEFAULT_MODEL, self._cache, many=True)
        with self._service.served.borrow() as library:
            return library.manifest.passages

    def find(self, question: str) -> list[Found]:
        """The first passages."""
        from index.filters import NO_FILTER  # noqa: PLC0415
        from index.searching import Mode  # noqa: PLC0415

        with self._service.served.borrow() as library:
            searched = self._service.search(library, question, NO_FILTER, FIRST, Mode.HYBRID)
            return [Found(hit.stored.passage.doc, hit.stored.text) for hit in searched.hits]


OWN = "Belägg"
PEERS: dict[str, Callable[[str], Peer]] = {"LlamaIndex": LlamaIndex, "Haystack": Haystack, "txtai": Txtai}


def measure(job: Job) -> Outcome:
    """Builds, then asks one question at a time after one that is not counted."""
    peer = Belagg(job.model) if job.peer == OWN else PEERS[job.peer](job.model)
    started = time.perf_counter()
    pieces = peer.build(job.sources)
    built = time.perf_counter() - started
    peer.find(job.questions[0])
    times, found = [], []
    for question in job.questions:
        asked = time.perf_counter()
        found.append(peer.find(question))
        times.append(1000 * (time.perf_counter() - asked))
    return Outcome(built, pieces, times, found, memory_mb("self", "VmHWM"))


def text_of(source: Path) -> str:
    """The file's text, as pypdf reads it where it is a PDF."""
    if source.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(source).pages)
    return source.read_text(encoding="utf-8")


def _runs(text: str) -> list[str]:
    """Lines put together until they are long enough."""
    runs: list[list[str]] = [[]]
    for line in text.splitlines():
        if sum(len(each.split()) for each in runs[-1]) >= _PARAGRAPH_WORDS:
            runs.append([])
        runs[-1].append(line)
    return ["\n".join(run) for run in runs if any(map(str.strip, run))]


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Job(**json.load(sys.stdin)))), ensure_ascii=False))
