"""The conversation so far."""

from textual.containers import VerticalScroll
from textual.reactive import reactive

from server.schema import AskReply
from tui.widgets.turn_view import Exchange, TurnView


class Transcript(VerticalScroll, can_focus=False):
    """The turns, oldest first; the sources shown beside are those of `current`."""

    current: reactive[TurnView | None] = reactive(None)

    @property
    def turns(self) -> list[TurnView]:
        """The turns, oldest first."""
        return list(self.query_children(TurnView))

    def replied(self) -> list[tuple[str, AskReply]]:
        """The questions that have a reply, with it, oldest first."""
        exchanges = (turn.exchange for turn in self.turns)
        return [(exchange.question, exchange.reply) for exchange in exchanges if exchange.reply is not None]

    def add(self, exchange: Exchange) -> TurnView:
        """Append a turn and show it."""
        turn = TurnView(exchange)
        self.mount(turn)
        self.current = turn
        return turn

    def clear(self) -> None:
        """Forget all turns."""
        self.current = None
        self.remove_children(TurnView)

    def drop(self, turn: TurnView) -> None:
        """Take one turn away; the one before becomes current."""
        others = [other for other in self.turns if other is not turn]
        self.current = others[-1] if others else None
        turn.remove()

    def step(self, by: int) -> None:
        """Make the turn `by` places further down the current one, if there is one."""
        turns = self.turns
        if self.current in turns:
            place = turns.index(self.current) + by
            self.current = turns[min(max(place, 0), len(turns) - 1)]

    def watch_current(self, before: TurnView | None, current: TurnView | None) -> None:
        """Mark the current turn and bring its beginning into sight."""
        if before is not None:
            before.remove_class("-current")
        if current is not None:
            current.add_class("-current")
            self.show_current()

    def on_resize(self) -> None:
        """Keep the current turn in sight when the sources come or go below."""
        self.show_current()

    def on_turn_view_grown(self, event: TurnView.Grown) -> None:
        """Keep the current turn in sight when its reply has come."""
        event.stop()
        if event.turn is self.current:
            self.show_current()

    def show_current(self) -> None:
        """Bring the beginning of the current turn into sight."""
        if self.current is not None:
            self.call_after_refresh(self.scroll_to_widget, self.current, top=True, animate=False)
