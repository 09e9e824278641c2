"""What stands in a web page and is not its text: navigation, banners, scripts, and what is hidden from the reader."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.html import HtmlElement

_NEVER = {
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "button", "input", "select", "textarea", "dialog", "nav", "aside", "menu",
}  # fmt: skip
_PAGE_FRAME = {"header", "footer"}  # of the page; those of an article are part of it
_ROLES = {
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "alert", "menu",
    "menubar", "toolbar", "tooltip",
}  # fmt: skip
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:cookies?|cookie\w*|consent|gdpr|kakor|breadcrumbs?|brodsmul\w*|navbar|sidebar|sidomeny|"
    r"skip-?(?:link|to|nav)\w*|share|sharing|social|dela-sidan|newsletter|nyhetsbrev|advert\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0+\s*(?:;|!|$)|"
    r"font-size\s*:\s*(?:0*\.\d+|[01])\s*(?:px|pt|;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,})",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?:^|;)\s*color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255[\s,]+255[\s,]+255\b)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)
_MAIN = ".//main | .//*[@role='main'] | .//article"
_MOST = 0.5  # share of the page's text that its main part must hold to be taken for it
_TRICK_WORDS = 3  # hidden words in a row from which on they are told


@dataclass(frozen=True, slots=True)
class Cleared:
    """What is left of a page, and the words that look like text and that a reader does not see."""

    content: HtmlElement
    hidden: str = ""


def clear_chaff(root: HtmlElement) -> Cleared:
    """Takes off what is not the page's text, and keeps its main part where it has one."""
    body = root.find("body")
    body = root if body is None else body
    unseen = _where(body, _is_unseen)
    hidden = [word for element in unseen if _is_trick(element) for word in " ".join(element.itertext()).split()]
    for element in [*unseen, *_where(body, _is_chaff)]:
        if element.getparent() is not None:
            element.drop_tree()
    return Cleared(_main(body), " ".join(hidden) if len(hidden) >= _TRICK_WORDS else "")


def _where(body: HtmlElement, holds: Callable[[HtmlElement], bool]) -> list[HtmlElement]:
    return [element for element in body.iterdescendants() if isinstance(element.tag, str) and holds(element)]


def _is_unseen(element: HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _UNSEEN_STYLE.search(element.get("style", "")) is not None
        or _is_white(element)
    )


def _is_trick(element: HtmlElement) -> bool:
    """Whether what is hidden looks like text: menus and messages are put out of sight in the ordinary way."""
    style = element.get("style", "")
    return (_UNSEEN_STYLE.search(style) is not None and "display" not in style.lower()) or _is_white(element)


def _is_white(element: HtmlElement) -> bool:
    """White words where no background is set around them."""
    if not _WHITE.search(element.get("style", "")):
        return False
    around = [element, *element.iterancestors()]
    return not any(_BACKGROUND.search(each.get("style", "")) or each.get("bgcolor") for each in around)


def _is_chaff(element: HtmlElement) -> bool:
    role = (element.get("role") or "").lower()
    if role.startswith("doc-") or element.tag in {"html", "body", "main"}:  # notes of a book, or the page itself
        return False
    return (
        element.tag in _NEVER
        or role in _ROLES
        or (element.tag in _PAGE_FRAME and not _is_within(element, {"article", "main", "section", "blockquote"}))
        or (_NAMED.search(f"{element.get('class', '')} {element.get('id', '')}") is not None and not _is_most(element))
    )


def _is_within(element: HtmlElement, tags: set[str]) -> bool:
    return any(above.tag in tags for above in element.iterancestors())


def _is_most(element: HtmlElement) -> bool:
    """Whether an element holds most of the page: then its name does not tell what it is."""
    body = next((above for above in element.iterancestors() if above.tag == "body"), None)
    return body is not None and _words(element) > _MOST * _words(body)


def _words(element: HtmlElement) -> int:
    return len(" ".join(element.itertext()).split())


def _main(body: HtmlElement) -> HtmlElement:
    """The element that holds the text: <main> or the only <article>, if most words stand there."""
    held = body.xpath(_MAIN)
    most = max(held, key=_words, default=body)
    return most if _words(most) > _MOST * _words(body) else body
