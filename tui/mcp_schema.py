"""What tools answer: the API's replies without what only a screen needs, and each place in words to cite."""

from pydantic import BaseModel, Field

from server.schema import AskReply, Citation, SearchHit, SearchReply
from server.schema_reading import PageReply, PassageReply
from tui.plain import abstention_words, reference, sources_of, text_of, understood_words


class Source(BaseModel):
    """Words of a source, and where they stand."""

    number: int = Field(description="Numret som svaret hänvisar med, eller träffens plats i listan.")
    text: str = Field(description="Källans egna ord.")
    reference: str = Field(description="Hänvisningen i ord: titel, avsnitt, sida och vad läsaren bör veta.")
    doc: str
    page: str | None = Field(description="Sidan, för read_page; null där dokumentet saknar sidor.")
    passage_id: str


class FoundPassages(BaseModel):
    """What a search gave."""

    hits: list[Source] = Field(description="Passagerna, den närmaste först.")
    library: str = Field(description="Bibliotekets version.")


class Answered(BaseModel):
    """What a question gave."""

    answer: str = Field(description="Svaret: citat med [n] efter varje, eller att det inte framgår av källorna.")
    answered: bool = Field(description="Om källorna svarar.")
    sources: list[Source] = Field(description="Citaten bakom svaret; utan svar de närmaste passagerna.")
    remarks: list[str] = Field(description="Vad som ska sägas med svaret: hur frågan lästes, vad som saknas.")
    library: str = Field(description="Bibliotekets version.")


class PageText(BaseModel):
    """A page."""

    title: str
    page: str
    text: str
    previous: str | None = Field(description="Sidan före, för read_page.")
    next: str | None = Field(description="Sidan efter, för read_page.")


class PassageText(BaseModel):
    """A passage in its context."""

    title: str
    section: str
    page: str | None
    before: str
    text: str
    after: str
    previous: str | None = Field(description="Passagen före, för read_passage.")
    next: str | None = Field(description="Passagen efter, för read_passage.")


def found(reply: SearchReply) -> FoundPassages:
    """A search, told."""
    return FoundPassages(hits=[_source(hit, hit.rank) for hit in reply.hits], library=reply.library)


def answered(reply: AskReply) -> Answered:
    """An answer, told."""
    why_not = () if reply.answered else abstention_words(reply)
    return Answered(
        answer=reply.answer,
        answered=reply.answered,
        sources=[_source(each, number) for number, each in enumerate(sources_of(reply), 1)],
        remarks=[*why_not, *understood_words(reply), *reply.notes],
        library=reply.library,
    )


def _source(source: Citation | SearchHit, number: int) -> Source:
    return Source(
        number=number,
        text=text_of(source),
        reference=reference(source),
        doc=source.doc,
        page=source.page_key or source.page,
        passage_id=source.passage_id,
    )


def page_text(reply: PageReply) -> PageText:
    """A page, told."""
    return PageText(title=reply.title, page=reply.page, text=reply.text, previous=reply.previous, next=reply.next)


def passage_text(reply: PassageReply) -> PassageText:
    """A passage, told."""
    return PassageText(
        title=reply.title,
        section=reply.section,
        page=reply.page,
        before=reply.before,
        text=reply.text,
        after=reply.after,
        previous=reply.previous,
        next=reply.next,
    )
