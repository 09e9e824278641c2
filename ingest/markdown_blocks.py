"""Blocks out of Markdown: a parser's tree made flat, and marked-up words made plain."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ingest.document import BlockKind

_LABELLED = re.compile(r"[A-ZÅÄÖ][\w åäöÅÄÖ-]{1,30}:\s+\S.*")
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>|<!--|-->")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block with plain words, before its white space is tidied; `depth` is a heading's, from 1."""

    kind: BlockKind
    text: str
    depth: int = 0


def raw_blocks(source: str) -> list[RawBlock]:
    """The blocks of a Markdown text in the order in which they stand."""
    parser = MarkdownIt("commonmark").enable("table")
    return list(_inside(SyntaxTreeNode(parser.parse(source))))


def _inside(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    for child in node.children:
        yield from _READERS.get(child.type, _inside)(child)


def _heading(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    yield RawBlock(BlockKind.HEADING, _words(node), int(node.tag[1:]))


def _paragraph(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    """One paragraph, or one a line where every line is an "Etikett: värde" of its own."""
    text = _words(node)
    lines = text.split("\n")
    labelled = len(lines) > 1 and all(_LABELLED.fullmatch(line.strip()) for line in lines)
    for piece in lines if labelled else [text]:
        yield RawBlock(BlockKind.PARAGRAPH, piece)


def _item(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    """An entry of a list, which keeps its number and loses its bullet, and what else stands in it."""
    number = f"{node.info}{node.markup} " if node.info else ""
    blocks = list(_inside(node))
    if blocks and blocks[0].kind is BlockKind.PARAGRAPH:
        blocks[0] = replace(blocks[0], kind=BlockKind.ITEM, text=number + blocks[0].text)
    yield from blocks


def _quote(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    for block in _inside(node):
        yield replace(block, kind=BlockKind.PARAGRAPH) if block.kind is BlockKind.HEADING else block


def _table_head(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    yield from (replace(row, kind=BlockKind.CAPTION) for row in _inside(node))


def _row(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    yield RawBlock(BlockKind.ROW, " ".join(_words(cell) for cell in node.children))


def _code(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    yield RawBlock(BlockKind.PARAGRAPH, node.content)


def _html(node: SyntaxTreeNode) -> Iterator[RawBlock]:
    yield RawBlock(BlockKind.PARAGRAPH, html.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", node.content))))


_READERS: dict[str, Callable[[SyntaxTreeNode], Iterator[RawBlock]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "list_item": _item,
    "blockquote": _quote,
    "thead": _table_head,
    "tr": _row,
    "fence": _code,
    "code_block": _code,
    "html_block": _html,
}


def _words(node: SyntaxTreeNode) -> str:
    tokens = [token for child in node.children if child.token for token in child.token.children or []]
    return "".join(map(_word, tokens))


def _word(token: Token) -> str:
    """A token without its mark-up; line breaks stay, to be read or tidied later."""
    if token.type in {"text", "code_inline", "image"}:
        return token.content
    if token.type == "html_inline":
        return "\n" if _BREAK_TAG.fullmatch(token.content) else ""
    return "\n" if token.type in {"softbreak", "hardbreak"} else ""
