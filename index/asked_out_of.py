"""Which documents a question asks its answer out of, and what it asks about without their names."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import permutations

from index.document_names import BRACKETED
from index.manifest import DocumentRecord
from index.swedish import content_words, tokens
from ingest.document import Kind, Span

_ARTICLE = r"(?: (?:den|det|de|båda|bägge|senaste|nyaste|tidigare|förra|årets|föregående|the|latest|both))*\s*$"
_SAYING = (
    r"säger|sade|skriver|skrev|kräver|innehåller|reglerar|nämner|behandlar|tar|skyddar|garanterar|förbjuder|tillåter"
    r"|omfattar|ger|definierar|anger|föreskriver|beskriver|does|do"
)
_OUT_OF = re.compile(rf"\b(?:enligt|ur|i|från|according to|in|{_SAYING}){_ARTICLE}", re.IGNORECASE)
_NUMBERED = r"(?:artikel|artiklarna|avsnitt|kapitel|punkt|paragraf) [\d.,–-]+(?: och \d+)? (?:i|ur|av)|§ (?:i|ur|av)"
_ALONE = re.compile(rf"(?:\b(?:enligt|according to|{_SAYING})|{_NUMBERED}){_ARTICLE}", re.IGNORECASE)
"""What stands before a name where nothing but that document is asked; "i" may stand before what is talked about."""
_IN_IT = re.compile(
    r"\W*(?:(?:och|men) )?(?:(?:vad|var|hur|vilk\w+) )?(?:står|sägs|nämn[st]\w*|finns|tas|omfattas|behandlas|skyddas"
    r"|regleras|formuleras|beskrivs|uttrycks)\b",
    re.IGNORECASE,
)
"""How a question begins that asks for what stands "i" a document."""
_LEADING = re.compile(rf"\b(?:enligt|ur|i|från|according to|in){_ARTICLE}", re.IGNORECASE)
"""What leads up to a name and says nothing without it."""
_PUNCTUATED = re.compile(r" ([?.,!])")
_SAYS = re.compile(
    r"(?:vad (?:säger|sägs|skriver|skrivs|står|anges|framgår|nämns|gäller|sade|skrev)(?: det)?(?: mer)?"
    r" (?:om|kring|gällande|för|vid)"
    r"|hur (?:skyddas|behandlas|regleras|formuleras|beskrivs|uttrycks|skyddar|behandlar|reglerar|beskriver)"
    r"|(?:nämn[se]r?|finns|tas?r?|behandla[sr]|omfatta[sr]|regler(?:as|ar))(?: det)?(?: något| någonting)?(?: upp)?"
    r"(?: om)?"
    r"|(?:i )?vilk(?:en|et|a) (?:artik|paragraf|kapit|avsnitt)\w*)"
    r" (?P<about>[^?]+?)(?: upp| med)?\s*[?.]?",
    re.IGNORECASE,
)
"""A question for whatever is said about something, or for where that stands."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Documents that go by what stands at `span` of a question; `sure` where it is a name of theirs and no guess."""

    docs: frozenset[str]
    span: Span
    sure: bool


@dataclass(frozen=True, slots=True)
class OutOf:
    """`docs` are those that the answer is asked for out of.

    `source`: those of which alone it is asked, with what belongs to them; `topic`: the question without their names.
    """

    docs: frozenset[str]
    source: frozenset[str]
    topic: str


def asked_out_of(
    question: str, mentions: Sequence[Mention], docs: AbstractSet[str], belonging: Mapping[str, frozenset[str]]
) -> OutOf:
    """What the answer is asked for out of: of the documents meant, those named after "enligt" and the like.

    "Den senaste rapporten" names those of `docs` that go by no name.
    """
    named = frozenset[str]().union(*(mention.docs for mention in mentions))
    asked = [each for each in mentions if _OUT_OF.search(question[: each.span.start])]
    own = frozenset(doc for each in asked for doc in (each.docs or docs - named) & docs)
    in_it = _IN_IT.match(question) is not None
    alone = all(each.sure and (in_it or _ALONE.search(question[: each.span.start])) for each in asked)
    if not (own and alone):
        return OutOf(own, frozenset(), question)
    return OutOf(own, own.union(*(belonging.get(doc, frozenset()) for doc in own)), _topic(question, asked))


def _topic(question: str, asked: Sequence[Mention]) -> str:
    """What is asked about: the question without these names, and without "vad säger … om"."""
    rest, at = "", 0
    for span in sorted(each.span for each in asked):
        rest += f"{_LEADING.sub('', question[at : span.start])} "
        at = span.end
    topic = _PUNCTUATED.sub(r"\1", " ".join((rest + question[at:]).split())).lstrip(", ")
    about = _SAYS.fullmatch(topic)
    return next((each for each in (about and about["about"], topic) if each and content_words(each)), question)


def what_belongs(records: Sequence[DocumentRecord], summarised: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """By document its summaries, and by convention its protocols, which go by its name."""
    found: dict[str, set[str]] = defaultdict(set)
    for summary, original in summarised.items():
        found[original].add(summary)
    conventions = [record for record in records if record.kind == Kind.CONVENTION]
    for one, other in permutations(conventions, 2):
        title = f" {' '.join(tokens(other.title))} "
        names = [f" {' '.join(tokens(name))} " for name in BRACKETED.findall(one.title)]
        if " protokoll" in title.replace(" tilläggs", " ") and any(name in title for name in names):
            found[one.id].add(other.id)
    return {doc: frozenset(docs) for doc, docs in found.items()}
