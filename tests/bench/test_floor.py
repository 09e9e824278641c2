"""How a question is held to the model's own pass."""

from bench.floor import Times, figures, weights


def test_every_question_is_held_to_its_own_pass() -> None:
    found = figures(Times([10, 20, 40], [20, 40, 80], [30, 60, 120]), floor=5.0, scan=1.0)
    assert [(each.value, each.ratio) for each in found] == [(20, None), (40, 2), (60, 3), (5, 0.25), (1, 0.05)]


def test_the_weights_are_those_of_every_matrix_of_every_layer() -> None:
    square, wide = 4 * 2 * 2, 2 * 3  # width 2, inner 3
    assert weights(5, 2, 3) == 5 * (square + 2 * wide)
