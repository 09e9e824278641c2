"""Keeps the conversation that goes on; what hinders that is said once, and the conversation goes on."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from server.schema import AskReply
from tui.client import AskClient, AskFailed
from tui.conversations import Conversations, KeptConversation
from tui.history_file import HistoryFailed
from tui.plain import sources_of
from tui.words import say

RECALLED: Final = 200
"""How many earlier questions can be recalled."""


class Keeping:
    """What both chats do with the store; `store` is None where no history is wanted."""

    def __init__(self, store: Conversations | None, tell: Callable[[str], None]) -> None:
        self.store = store
        self._tell = tell
        self._told = ""
        self._numbers: Mapping[str, str] = {}
        self._library = ""
        self._kept: KeptConversation | None = None
        self.begin()

    def begin(self, number: int | None = None) -> None:
        """Begin a new conversation, or go on with an earlier one."""
        self._kept = KeptConversation(self.store, number) if self.store is not None else None

    async def keep(self, client: AskClient, question: str, reply: AskReply) -> int | None:
        """Keep a turn; gives its id, or None where it was not kept."""
        kept = self._kept
        if kept is None:
            return None
        numbers = await self.diarienummer(client, reply)
        try:
            return await asyncio.to_thread(kept.keep, question, reply, numbers)
        except HistoryFailed as error:
            self._say_once(say("Samtalet sparas inte: {why}.", why=error.why))
            return None

    async def earlier_questions(self) -> tuple[str, ...]:
        """What was asked before, oldest first; nothing where that cannot be read."""
        if self.store is None:
            return ()
        try:
            return await asyncio.to_thread(self.store.earlier_questions, RECALLED)
        except HistoryFailed as error:
            self._say_once(say("Samtalet sparas inte: {why}.", why=error.why))
            return ()

    async def diarienummer(self, client: AskClient, reply: AskReply) -> dict[str, str]:
        """Those of the documents that the reply shows; asked for once a library, left out where that fails."""
        if reply.library != self._library:
            try:
                listed = await client.documents()
            except AskFailed:
                return {}
            self._library = listed.library
            self._numbers = {entry.doc: entry.diarienummer for entry in listed.documents if entry.diarienummer}
        shown = (source.doc for source in sources_of(reply))
        return {doc: self._numbers[doc] for doc in shown if doc in self._numbers}

    def _say_once(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self._tell(sentence)
