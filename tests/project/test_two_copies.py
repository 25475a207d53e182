"""The second copy is looked after: who waits is freed first, what was exposed is written down."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import OperationalError

from tests import make
from tocsin.adapters.postgres.receiving import CopyLine, Receiver
from tocsin.core.keeping.copies import Sight
from tocsin.kernel.durability import api as durability
from tocsin.project.twocopies import CopyKeeper

LOOK_SECONDS = 0.25


@dataclass
class Told(CopyLine):
    """A server without one: shows what it is given, and notes what it is ordered."""

    url: str = ""
    copied: int | None = 100
    written: int = 100
    waits: bool = False
    lost: bool = False
    log: list[str] = field(default_factory=list)

    def look(self) -> Sight:
        return Sight(self.written, self.copied, self.waits, self.waits, self.written, self.written)

    def wait_for_copy(self) -> None:
        self.waits = True
        self.log.append("waits")

    def go_on_alone(self) -> None:
        self.waits = False
        self.log.append("alone")

    def hold_log(self) -> bool:
        lost, self.lost = self.lost, False
        return lost

    def close(self) -> None:
        self.log.append("closed")


@dataclass
class NoProcess(Receiver):
    """Receives nothing."""

    replaced: int = 0

    def keep_running(self) -> None:
        pass

    def replace(self) -> None:
        self.replaced += 1

    def end(self) -> None:
        pass


@dataclass
class Written:
    """A book in memory, beside the orders in the order in which things were done."""

    log: list[str]
    away: bool = False
    marks: list[tuple[str, durability.Mark]] = field(default_factory=list)

    def beat(self, **_told) -> None:
        if self.away:
            raise OperationalError

    def fell_back(self, *, reason, since, **_told) -> None:
        if self.away:
            raise OperationalError
        self.log.append("marked")
        self.marks.append((reason, since))

    def covered_again(self, *, whole, **_told) -> None:
        self.log.append("covered" if whole else "covered with a gap")


@dataclass
class Scene:
    line: Told
    receiver: NoProcess
    book: Written
    keeper: CopyKeeper
    now: float = 0.0

    def live(self, seconds: float) -> None:
        for _ in range(round(seconds / LOOK_SECONDS)):
            self.now += LOOK_SECONDS
            self.keeper.look(make.NOON)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    line, receiver = Told(), NoProcess("", tmp_path)
    book = Written(line.log)
    made = Scene(line, receiver, book, CopyKeeper(line, receiver, book, lambda: 0.0))
    made.keeper.monotonic = lambda: made.now
    return made


def test_commits_wait_once_the_copy_keeps_up(scene):
    scene.live(5)

    assert scene.line.log == ["waits", "covered"]


def test_who_waits_is_freed_before_anything_is_written_down(scene):
    scene.live(5)
    scene.line.written = 200
    scene.live(4)

    assert scene.line.log == ["waits", "covered", "alone", "marked"]
    assert scene.book.marks == [("stalled", durability.Mark(100, 100))]


def test_window_that_could_not_be_written_is_written_later(scene):
    scene.live(5)
    scene.book.away, scene.line.written = True, 200
    scene.live(4)
    assert scene.book.marks == []

    scene.book.away = False
    scene.live(1)

    assert scene.book.marks == [("stalled", durability.Mark(100, 100))]


def test_server_started_anew_without_waiting_opens_a_window(scene):
    scene.live(5)
    scene.line.waits = False
    scene.live(LOOK_SECONDS)

    assert scene.book.marks[0][0] == "unwatched"


def test_receiver_that_stands_still_is_replaced(scene):
    scene.live(5)
    scene.line.written = 200
    scene.live(15)

    assert scene.receiver.replaced == 1


def test_leaving_lets_commits_go_on_and_marks_from_where_on(scene):
    scene.live(5)
    scene.keeper.leave(make.NOON)

    assert scene.line.log[2:] == ["alone", "marked", "closed"]


def test_keeper_that_was_killed_marks_what_nobody_saw(scene):
    left = durability.Standing(durability.TWO, "", durability.Mark(70, 7))
    scene.keeper.begin(left)
    scene.live(LOOK_SECONDS)

    assert scene.book.marks == [("unwatched", durability.Mark(70, 7))]


def test_copy_that_has_lost_a_part_of_the_log_is_begun_anew_and_says_so(scene, tmp_path):
    (tmp_path / "000000010000000000000001").touch()
    scene.line.lost = True
    scene.live(5)

    [aside] = tmp_path.iterdir()
    assert [piece.name for piece in aside.iterdir()] == ["000000010000000000000001"]
    assert scene.line.log == ["waits", "covered with a gap"]
