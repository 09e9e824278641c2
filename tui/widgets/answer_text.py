"""The sentences of an answer."""

import re
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static

from server.schema import AskReply


class AnswerText(Static):
    """An answer with the asked-for fact in bold and its markers to click on."""

    reply: reactive[AskReply | None] = reactive(None)

    @dataclass
    class MarkerChosen(Message):
        """A marker was clicked."""

        marker: int

    def __init__(self, reply: AskReply | None = None) -> None:
        super().__init__()
        self.set_reactive(AnswerText.reply, reply)

    def render(self) -> Content:
        """The answer as styled text; nothing in it is markup."""
        if self.reply is None:
            return Content()
        return _with_markers(_with_focus(Content(self.reply.answer), self.reply), self.reply)

    def action_choose(self, marker: int) -> None:
        """Say which marker was clicked."""
        self.post_message(self.MarkerChosen(marker))


def _with_focus(content: Content, reply: AskReply) -> Content:
    for start, end in reply.focus:
        content = content.stylize("bold", start, end)
    return content


def _with_markers(content: Content, reply: AskReply) -> Content:
    known = {citation.marker for citation in reply.citations}
    for match in re.finditer(r"\[(\d+)\]", reply.answer):
        marker = int(match[1])
        if marker in known:
            click = Style.from_meta({"@click": f"choose({marker})"})
            content = content.stylize("$text-accent", *match.span()).stylize(click, *match.span())
    return content
