"""A question and what follows upon it, joined into one that reads as a person would ask it."""

import re

from index.swedish import content_words, stem, token_spans, tokens
from ingest.document import Span
from server.follow_up_parts import Part, PartKind, Usage, left_over, parts
from server.question_words import PREPOSITIONS, asked_with, asking, lower_first

MORE = re.compile(
    r"^(?:(?:kan|kunde|skulle) du (?:kunna )?)?(?:"
    r"(?:berätta|beskriv|förklara|utveckla|säg|visa)(?: lite)?(?: mer\w*| det| detta| om det| vidare| närmare)*"
    r"|mera?|vad mera?|(?:något|nåt|finns det) mer|vidare|fortsätt|sammanfatta(?: det)?"
    r"|(?:(?:ge|visa)(?: mig| oss)? )?(?:några |ett |fler )?exempel(?: på det)?|tell me more|more|for example)$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"\bexemp", re.IGNORECASE)
_STEPS = (
    (re.compile(r"\b(?:året (?:innan|före|dessförinnan)|föregående år|förra året)$", re.IGNORECASE), -1),
    (re.compile(r"\b(?:året (?:efter|därpå)|nästa år|följande år)$", re.IGNORECASE), 1),
)
_PREPOSITION = re.compile(rf"^({PREPOSITIONS})\s+(?=\S)", re.IGNORECASE)
_PHRASE = re.compile(r"\b(i|för|hos|från|på|inom|enligt|under|vid|med|om|till|av)\s+([^?.,;]+)", re.IGNORECASE)
_BACK = re.compile(r"\b(?:den|det|de|dem|han|hon|detta|denna|dessa)\b", re.IGNORECASE)
_THERE = re.compile(r"\b(?:där|därifrån|dit)\b", re.IGNORECASE)
_TOPIC = re.compile(
    r"^(?:vad (?:är|var|innebär|betyder|gör|gjorde|menas med)|vem (?:är|var)|berätta om|hur (?:fungerar|arbetar))"
    r"\s+(.{3,40}?)$",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"^\d+\s*kap\.?(?=\s)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"^\d+(?:\s?[a-z])?\s*§$")
_NUMBER = re.compile(r"^(?:nr |nummer )?(\d{1,3}(?:\s?[a-h])?)$")
_GENITIVE = re.compile(r"(?:en|et|an|na)s$", re.IGNORECASE)


def joined(before: str, rest: str, usage: Usage) -> str:
    """The earlier question as the follow-up changes it; `rest` is that without "och", "då" and the question mark."""
    plain = before.strip().rstrip("?. ")
    for rule in (_more, _ellipsis, _other_year, _other_number, _other_parts, _other_phrase, _other_group, _with_topic):
        found = rule(plain, rest, usage)
        if found:
            return _as_question(found)
    return _as_question(f"{rest} – {lower_first(plain)}")


def stepped_year(rest: str) -> int:
    """By how many years "året innan" and the like go on from the year before; 0 for anything else."""
    return next((step for pattern, step in _STEPS if pattern.search(rest)), 0)


def _more(before: str, rest: str, _: Usage) -> str | None:
    if not MORE.match(rest):
        return None
    return f"{'Ge exempel' if _EXAMPLE.search(rest) else 'Berätta mer'}: {lower_first(before)}"


def _ellipsis(before: str, rest: str, _: Usage) -> str | None:
    """The earlier question asked with another question word: "Varför?", "Vilka är de?"."""
    new = asking(rest)
    return asked_with(before, new) if new and not content_words(new.body) else None


def _other_year(before: str, rest: str, usage: Usage) -> str | None:
    step = stepped_year(rest)
    years = [part for part in parts(before, usage) if part.kind is PartKind.YEAR]
    if not step or not years:
        return None
    return _put(before, years[-1].span, str(int(years[-1].text) + step))


def _other_number(before: str, rest: str, usage: Usage) -> str | None:
    """Another number in the earlier question's section: "och 13?" after "artikel 12"."""
    number = _NUMBER.match(rest)
    sections = [part for part in parts(before, usage) if part.kind is PartKind.SECTION]
    if not number or not sections:
        return None
    return _put(
        before, sections[-1].span, re.sub(r"\d+(?:\.\d+)*(?:\s?[a-h]\b)?", number[1], sections[-1].text, count=1)
    )


def _other_parts(before: str, rest: str, usage: Usage) -> str | None:
    """Year for year, article for article, name for name; what has nothing to take the place of is put last."""
    found = parts(rest, usage)
    if not found:
        return None
    if content_words(left_over(rest, found)):
        return _in_same_document(before, rest, found, usage) if asking(rest) else None
    whole = before
    for part in found:
        old = [each for each in parts(whole, usage) if each.kind is part.kind]
        whole = _put(whole, old[-1].span, _fitted(part.text, old[-1], usage)) if old else _appended(whole, part, rest)
    return whole


def _in_same_document(before: str, rest: str, found: tuple[Part, ...], usage: Usage) -> str | None:
    """The article of "Vad säger artikel 13 om hem?" is one of the document that the earlier question names."""
    documents = [part for part in parts(before, usage) if part.kind is PartKind.DOCUMENT]
    if not documents or {part.kind for part in found} != {PartKind.SECTION}:
        return None
    document = documents[-1].text
    named = document.removesuffix("s") if _GENITIVE.search(document) else document
    return _put(rest, found[-1].span, f"{found[-1].text} i {named}")


def _fitted(text: str, old: Part, usage: Usage) -> str:
    """The new part in the old one's chapter, or in the genitive as it was: "Skånes" makes "Västerbottens"."""
    chapter = _CHAPTER.match(old.text)
    if chapter and _PARAGRAPH.match(text):
        return f"{chapter.group()} {text}"
    genitive = old.text.endswith("s") and (
        _GENITIVE.search(old.text) or usage.as_name(old.text.casefold().removesuffix("s")) is not None
    )
    return f"{text}s" if genitive and not text.endswith("s") and " " not in old.text else text


def _appended(before: str, part: Part, rest: str) -> str:
    preposition = _PREPOSITION.match(rest)
    if preposition:
        return f"{before} {preposition[1].lower()} {part.text}"
    if part.kind is PartKind.PLACE:
        return f"{before} i {part.text}"
    return f"{before} {part.text}" if part.kind is PartKind.YEAR else f"{before}, {part.text}"


def _other_phrase(before: str, rest: str, _: Usage) -> str | None:
    """The earlier question with its like phrase replaced, "i nod Nord" by "i nod Syd"; or with it put last."""
    new = _PHRASE.fullmatch(rest)
    if new is None:
        return _other_of_its_name(before, rest)
    heads = {stem(word) for word in tokens(new.group(2))[:1]}
    for old in _PHRASE.finditer(before):
        if old.group(1).casefold() == new.group(1).casefold() and heads & {stem(w) for w in tokens(old.group(2))[:1]}:
            return _put(before, Span(*old.span()), new.group())
    return None if content_words(rest) and _head(rest) else f"{before} {lower_first(rest)}"


def _other_of_its_name(before: str, rest: str) -> str | None:
    """Two words in place of two that begin alike: "nod Syd" for "nod Nord"."""
    head, _, last = rest.partition(" ")
    old = re.search(rf"\b{re.escape(head)} \w+", before, re.IGNORECASE) if last and " " not in last else None
    return _put(before, Span(*old.span()), rest) if old else None


def _head(rest: str) -> bool:
    return len(content_words(rest)) == 1 and not rest.lower().startswith(("under ", "sedan ", "efter ", "vid "))


def _other_group(before: str, rest: str, usage: Usage) -> str | None:
    """The word that stands beside the new one in the library replaced by it: "kommuner" by "regioner"."""
    new = asking(rest)
    phrase = new.body if new else _PREPOSITION.sub("", rest)
    words = content_words(phrase)
    if len(words) != 1:
        return None
    alike = [
        (usage.beside(words[0], token.word), token)
        for token in token_spans(before)
        if token.word in content_words(before)
    ]
    count, best = max(alike, key=lambda pair: pair[0], default=(0, None))
    if not count or best is None:
        return None
    swapped = _put(before, Span(best.start, best.end), phrase if not new else words[0])
    return asked_with(swapped, new) if new else swapped


def _with_topic(before: str, rest: str, usage: Usage) -> str | None:
    """The pronoun replaced by what it stands for, where the earlier question has one topic, or one place."""
    there = _THERE.search(rest)
    places = [part for part in parts(before, usage) if part.kind is PartKind.PLACE]
    topic, back = _TOPIC.match(before), list(_BACK.finditer(rest))
    if there and places and not back:
        return _put(rest, Span(*there.span()), f"i {places[-1].text}")
    if topic and back:
        return _put(rest, Span(*back[-1].span()), topic[1])
    if _PREPOSITION.match(rest) and asking(rest) is None:
        return f"{before} {lower_first(rest)}"
    return None


def _put(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def _as_question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"
