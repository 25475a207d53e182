"""The sequencer signs in time, once for each growth."""

import pytest

from tests import make
from tocsin.kernel.audit import api as audit
from tocsin.kernel.ledger.models import Checkpoint, Progress
from tocsin.project.sequencer import SIGN_AFTER_SECONDS, Rounds


class Watch:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def act(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    known = audit.registered().get("tests.tolled")
    kind = known or audit.act("tests.tolled", "Tolled", "number")

    def acted() -> None:
        officer = make.officer("lin")
        audit.record(kind, subject=officer, actor=officer, at=make.NOON, number="J1")
        # The transaction of a test never ends; rows are taken whole after a move.
        Progress.objects.update_or_create(pk=1, defaults={"server": "moved"})

    return acted


def sizes() -> list[int]:
    return list(Checkpoint.objects.values_list("size", flat=True))


@pytest.mark.django_db
def test_one_row_is_signed_when_it_has_waited_for_a_minute(act):
    watch = Watch()
    rounds = Rounds(watch)
    act()
    rounds.pass_by(make.NOON)
    watch.seconds = SIGN_AFTER_SECONDS - 1
    act()
    assert not rounds.pass_by(make.NOON)
    watch.seconds = SIGN_AFTER_SECONDS
    assert rounds.pass_by(make.NOON)
    watch.seconds = 3 * SIGN_AFTER_SECONDS
    assert not rounds.pass_by(make.NOON)
    assert sizes() == [2]


@pytest.mark.django_db
def test_many_rows_are_signed_at_once(act, monkeypatch):
    monkeypatch.setattr("tocsin.project.sequencer.SIGN_AFTER_ROWS", 3)
    rounds = Rounds(Watch())
    act()
    rounds.pass_by(make.NOON)
    assert sizes() == []
    for _row in range(2):
        act()
    rounds.pass_by(make.NOON)
    assert sizes() == [3]
