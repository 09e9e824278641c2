"""How likely it is that a passage answers, out of the reader's two figures: fitted on titles it has not seen."""

from collections.abc import Sequence

from sklearn.linear_model import LogisticRegression

from index.reader_model import ReaderModel
from index.reader_spans import SpanLogits
from training.reading.batches import Pair
from training.reading.states import States


def read_all(reader: ReaderModel, pairs: Sequence[Pair], states: States) -> list[SpanLogits]:
    """What the reader makes of each pair."""
    return [
        reader.read_tokens(states.text(pair.question), states.text(pair.passage), pair.passage.tokens.places)
        for pair in pairs
    ]


def calibrated(reader: ReaderModel, pairs: Sequence[Pair], states: States) -> tuple[float, float, float]:
    """Slopes of the two figures and what is added, for log odds that the passage answers."""
    figures = [(each.has, each.margin) for each in read_all(reader, pairs, states)]
    model = LogisticRegression(C=10.0).fit(figures, [pair.example.answerable for pair in pairs])
    return float(model.coef_[0, 0]), float(model.coef_[0, 1]), float(model.intercept_[0])
