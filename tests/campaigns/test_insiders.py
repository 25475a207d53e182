"""Insiders are found, and a detector that is switched off finds none."""

from tocsin.core.accesses.patterns import Pattern
from tocsin.project.campaigns.insiders import ABUSES, OF_EACH, run


def test_every_pattern_is_found_but_the_one_that_is_switched_off():
    result = run(seed=1, plant="opened_to_read", told=lambda _done: None)
    figures = result.figures
    assert figures["missed"] == {"opened_to_read": OF_EACH}
    assert (result.failures, result.passed) == (OF_EACH, False)
    assert result.trials == OF_EACH * len(Pattern)
    assert figures["own_looks_reviewed"] == 0
    false_alarms = figures["false_alarms_per_week"]
    assert isinstance(false_alarms, float)
    assert 0 < false_alarms < 5


def test_every_pattern_is_planted():
    assert set(ABUSES) == set(Pattern)
