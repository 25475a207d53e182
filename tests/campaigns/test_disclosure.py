"""What is left out cannot be worked out, and the campaign sees where it can."""

from tocsin.project.campaigns.disclosure import run


def test_nothing_that_is_left_out_is_told():
    result = run(tables=2, seed=5, plant=None, told=lambda _done: None)
    assert result.passed
    assert result.figures["left_out"]
    assert result.figures["worked_out_exactly"] == 0


def test_true_totals_give_small_counts_away():
    result = run(tables=2, seed=5, plant="true-totals", told=lambda _done: None)
    assert not result.passed
    assert result.figures["worked_out_exactly"]
