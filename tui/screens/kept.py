"""What can be done with a conversation that is kept: go on with another, note on an answer, copy it all."""

import asyncio
from typing import ClassVar, Final

from textual import work
from textual.binding import Binding, BindingType

from server.schema import AskReply
from tui.client import AskClient
from tui.conversations import Conversations, KeptTurn
from tui.export import Asked, conversation_markdown
from tui.history_file import HistoryFailed
from tui.keeping import Keeping
from tui.screens.asking import NoteScreen, Remark
from tui.screens.history import HistoryScreen
from tui.screens.view import View
from tui.widgets.prompt_input import PromptInput
from tui.widgets.transcript import Transcript
from tui.widgets.turn_view import Exchange, TurnView
from tui.words import say

SHOWN_TURNS: Final = 50
"""How many turns of an earlier conversation are shown again; the rest are exported with it all the same."""


class KeptScreen(View[None]):
    """A screen with a conversation, which is kept where there is a store."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # not on the bottom line, which is full at 80 columns
        Binding("ctrl+o", "history", "Samtal", id="app.history", show=False, tooltip="Öppna ett tidigare samtal"),
        Binding(
            "f", "note", "Anmärk", id="ask.note", show=False, tooltip="Anmärk på svaret, när källistan är vald (Tab)"
        ),
        Binding(
            "ctrl+e", "copy_all", show=False, id="ask.copy_all", priority=True, tooltip="Kopiera samtalet som Markdown"
        ),
    ]

    def __init__(self, store: Conversations | None) -> None:
        super().__init__()
        self._keeping = Keeping(store, self._warn)
        self._client: AskClient | None = None

    @property
    def transcript(self) -> Transcript:
        """The conversation."""
        return self.query_exactly_one(Transcript)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what leads somewhere."""
        if action == "history":
            return self._keeping.store is not None
        if action == "note":
            return self.is_mounted and self.transcript.current is not None and self.transcript.current.kept is not None
        return super().check_action(action, parameters)

    @work(group="recall")
    async def recall_questions(self) -> None:
        """Put what was asked in earlier conversations within reach of the prompt."""
        earlier = await self._keeping.earlier_questions()
        prompt = self.query_exactly_one(PromptInput)
        prompt.earlier = (*earlier, *prompt.earlier)

    @work(group="keep")
    async def keep(self, client: AskClient, turn: TurnView, reply: AskReply) -> None:
        """Keep a turn; nobody waits for it."""
        turn.kept = await self._keeping.keep(client, turn.exchange.question, reply)
        self.refresh_bindings()

    @work(exclusive=True, group="history")
    async def action_history(self) -> None:
        """Let the user choose an earlier conversation, and go on with it."""
        store = self._keeping.store
        number = await self.app.push_screen_wait(HistoryScreen(store)) if store is not None else None
        if store is None or number is None:
            return
        try:
            turns = await asyncio.to_thread(store.turns, number, SHOWN_TURNS)
        except HistoryFailed as error:
            self._warn(str(error))
            return
        self.begin_anew(number)
        self._show_again(turns)

    def begin_anew(self, number: int | None = None) -> None:
        """Empty the screen for a new conversation, or for the earlier one of that number."""
        self.transcript.clear()
        self._keeping.begin(number)

    def take_over(self, before: "KeptScreen") -> None:
        """Go on with the conversation of another screen, which is no longer shown."""
        self._keeping = before._keeping
        self.transcript.clear()
        for turn in before.transcript.turns:
            if turn.exchange.reply is not None:
                self.transcript.add(turn.exchange).kept = turn.kept

    def _show_again(self, turns: tuple[KeptTurn, ...]) -> None:
        for turn in turns:
            self.transcript.add(Exchange(turn.question, reply=turn.reply)).kept = turn.id
        self.refresh_bindings()

    @work(exclusive=True, group="note")
    async def action_note(self) -> None:
        """Ask what was wrong with the answer, and keep it on this computer."""
        turn, store = self.transcript.current, self._keeping.store
        if turn is None or turn.kept is None or store is None:
            return
        try:
            earlier = await asyncio.to_thread(store.note_of, turn.kept)
            remark = await self.app.push_screen_wait(NoteScreen(earlier))
            if remark is not None:
                await self._note(store, turn.kept, remark)
        except HistoryFailed as error:
            self._warn(str(error))

    async def _note(self, store: Conversations, turn: int, remark: Remark) -> None:
        if remark.verdict is None:
            await asyncio.to_thread(store.drop_note, turn)
            self.notify(say("Anmärkningen är borttagen."), markup=False)
            return
        await asyncio.to_thread(store.note, turn, remark.verdict, remark.why)
        self.notify(say("Anmärkningen är sparad på den här datorn."), markup=False)

    @work(exclusive=True, group="copy")
    async def action_copy_all(self) -> None:
        """Copy what is shown of the conversation, with full references."""
        replied = self.transcript.replied()
        if not replied:
            return
        asked = [Asked(question, reply, await self._numbers(reply)) for question, reply in replied]
        self.app.copy_to_clipboard(conversation_markdown(replied[0][0], asked))
        self.notify(say("Samtalet är kopierat som Markdown, med källorna."), markup=False)

    async def _numbers(self, reply: AskReply) -> dict[str, str]:
        return await self._keeping.diarienummer(self._client, reply) if self._client is not None else {}

    def _warn(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)
