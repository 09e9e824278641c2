"""Where sentences begin and end in Swedish running text (and well enough in English)."""

import re
from collections.abc import Iterator

from ingest.document import Span

_UPPER = "A-ZÅÄÖÉÜÆØ"
_LETTER = "A-Za-zÅÄÖåäöÉéÜüÆØæø"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_END = _words("""
    t.ex. tex. dvs. d.v.s. bl.a. bla. s.k. f.d. p.g.a. pga. fr.o.m. t.o.m. m.a.o. i.e. e.g. cf. u.a. jmf. jfr. jämf.
    ca. c:a. kl. s. pp. prop. bet. dir. skr. dnr. diarienr. avd. bil. resp. inkl. exkl.
    ev. enl. ang. avs. motsv. ung. tel. red. övers. utg. fig. tab. dr. prof. hr. fr. mr. mrs. ms. vs. st.f. ex. k.
""")
"""Abbreviations that something always follows."""

_MAY_END = _words("""
    m.m. mm. m.fl. mfl. osv. o.s.v. etc. o.d. o.dyl. dyl. e.d. e.dyl. ibid. a.a. f.kr. e.kr. f. ff.
    tkr. mkr. mnkr. kr. mdkr.
""")
"""Abbreviations that often stand last: a capital letter or a figure after them begins a new sentence."""

_BEFORE_FIGURES = _words(
    "art. nr. no. sid. kap. st. p. mom. jan. feb. febr. mar. apr. jun. jul. aug. sep. sept. okt. nov. dec."
)
"""Abbreviations that a figure carries on; a capital letter after them begins a new sentence."""

_OPENERS = _words("""
    Det Den De Detta Denna Dessa Där Då Därefter Därför Här Hon Han Vi Man Men Och I Under Vid För Även Vidare
    En Ett När Om Som Samtidigt Dock Exempelvis The This It In
""")
"""Words that begin sentences and are no surnames."""

_END = re.compile(
    r"[.!?…]+"
    r"[)\]}\"”’'»›*]*"
    r"(?:[⁰¹²³⁴-⁹]+|\s?\[\^?\d{1,3}\]|(?<=[a-zåäö)”\"]\.)\d{1,3}(?=\s+[" + _UPPER + r"]|\s*$))*"
    r"(?=\s|$)"
)
_TOKEN = re.compile(rf"(?:(?<![{_LETTER}])[{_LETTER}]{{1,2}}\.[ \u00a0]?){{0,3}}[{_LETTER}][{_LETTER}:]*\.$")
_LABEL = re.compile(
    r"[(\"”]?(?:"
    r"§+ ?\d{1,3}(?: ?[a-z])?|\d{1,3}(?: [a-z])? §|\d{1,3}(?: [a-z])? kap|\d{1,2}(?:\.\d{1,2})*|[a-zåäö]|[IVX]+|"
    r"(?:artikel|article|kapitel|avdelning|bilaga|tabell|figur|diagram|avsnitt|del)\s+[\dIVXA-Z]+(?:\.\d+)*"
    r")\.",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"\s*([\"“”’'«»(\[*–—-]*\s?)(\S*)")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def sentence_spans(text: str, within: Span | None = None) -> list[Span]:
    """The sentences of `text`, or of its stretch `within`, without the white space around them.

    Together they hold every character that is no white space. A blank line always ends a sentence, a single line
    break never does.
    """
    area = within or Span(0, len(text))
    return [span for paragraph in _paragraphs(text, area) for span in _split(text, paragraph)]


def _paragraphs(text: str, area: Span) -> Iterator[Span]:
    start = area.start
    for blank in _BLANK_LINE.finditer(text, area.start, area.end):
        yield Span(start, blank.start())
        start = blank.end()
    yield Span(start, area.end)


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for end in _END.finditer(text, paragraph.start, paragraph.end):
        so_far = text[start : end.start() + 1].lstrip()
        if _ends(so_far, end.group(), text[end.end() : min(paragraph.end, end.end() + 80)]):
            yield from _trimmed(text, start, end.end())
            start = end.end()
    yield from _trimmed(text, start, paragraph.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))


def _ends(so_far: str, mark: str, after: str) -> bool:
    """Whether the sentence `so_far` ends at `mark`, when `after` is what follows it."""
    if not after.strip():
        return True
    if so_far[-2:-1] in {"(", "["}:  # "[…]"
        return False
    lead, word = _following(after)
    if not _can_begin(word) or (mark[0] == "!" and lead[:1] in {"-", "–", "—"}):
        return False
    return mark[0] != "." or mark.startswith("..") or not _goes_on(so_far, mark, word)


def _following(after: str) -> tuple[str, str]:
    match = _FOLLOWING.match(after)
    return (match[1], match[2]) if match else ("", "")


def _can_begin(word: str) -> bool:
    """Whether a sentence can begin with `word`: "a)" can, "§" and a lower-case word cannot."""
    return (
        not word
        or word[0].isupper()
        or word[0].isdigit()
        or re.match(r"[a-zåäö]\)", word) is not None
        or (not word[0].isalpha() and word[0] not in "§%,;:")
    )


def _goes_on(so_far: str, mark: str, word: str) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or a label rather than to the sentence."""
    line = so_far[so_far.rfind("\n") + 1 :]
    if _LABEL.fullmatch(line) or _LABEL.fullmatch(so_far[so_far.rfind(": ") + 2 :] if ": " in so_far else so_far):
        return True
    token = _TOKEN.search(so_far[-24:])
    return token is not None and _abbreviates(token.group().replace(" ", "").replace("\u00a0", ""), mark, word)


def _abbreviates(token: str, mark: str, word: str) -> bool:
    last = token[token[:-1].rfind(".") + 1 :]
    if last[:-1].isupper():  # an initial; an acronym ("KL.") is an ordinary word
        return (len(last) == 2) and re.sub(r"\W", "", word) not in _OPENERS
    forms = {token.lower(), last.lower()}
    if forms & _MAY_END:
        return mark.startswith(".)")
    return bool(forms & _NEVER_END) or (bool(forms & _BEFORE_FIGURES) and not _plain_capital(word))


def _plain_capital(word: str) -> bool:
    """Whether `word` is written as a first word is; "SoL" and "3" are not."""
    return re.match(rf"[{_UPPER}][a-zåäöéü]*(?![{_LETTER}\d])", word) is not None
