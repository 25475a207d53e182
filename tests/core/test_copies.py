"""Commits never wait long for a second copy, and nothing on one disk goes unmarked."""

import math
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.keeping.copies import CopyWatch, Order, Patience, Reason, Sight

LOOK_SECONDS = 0.25
LONGEST_HELD_SECONDS = 5.0


def sight(written, copied, *, waits=True, counted=True, ended=None):
    ended = written if ended is None else ended
    return Sight(written, copied, waits=waits, counted=counted, ended=ended, begins=ended + 1)


def settled(watch=None, at=0.0):
    """A watch that has seen two copies come about; returns it and the time by then."""
    watch = watch or CopyWatch()
    for _ in range(40):
        at += LOOK_SECONDS
        if watch.look(sight(100, 100), at) is Order.COVERED:
            return watch, at
    raise AssertionError("it never settled")


def test_copy_that_stands_still_is_no_longer_waited_for_within_five_seconds():
    watch, at = settled()
    held = 0.0
    while watch.look(sight(200, 100), at + held) is not Order.FALL_BACK:
        held += LOOK_SECONDS

    assert held < LONGEST_HELD_SECONDS
    assert watch.reason is Reason.STALLED
    assert watch.covered is not None
    assert watch.covered.written == 100


def test_copy_that_crawls_holds_nobody_up_either():
    watch, at = settled()
    orders = [watch.look(sight(10_000 + n, 100 + n), at + n * LOOK_SECONDS) for n in range(30)]

    assert Order.FALL_BACK in orders


def test_copy_that_keeps_up_under_load_is_never_given_up():
    watch, at = settled()
    orders = {
        watch.look(sight(200 + 50 * n, 150 + 50 * n), at + n * LOOK_SECONDS) for n in range(400)
    }

    assert orders == {Order.NOTHING}
    assert watch.covered is not None
    assert watch.covered.written > 19_000


def test_quiet_copy_is_not_taken_for_a_stalled_one():
    watch, at = settled()

    assert {watch.look(sight(100, 100), at + n) for n in range(100)} == {Order.NOTHING}


def test_copy_that_is_away_is_given_up_sooner():
    watch, at = settled()
    held = 0.0
    while watch.look(sight(200, None), at + held) is not Order.FALL_BACK:
        held += LOOK_SECONDS

    assert held <= Patience().away_seconds + LOOK_SECONDS
    assert watch.reason is Reason.AWAY


def test_server_that_no_longer_waits_by_itself_is_noticed_at_once():
    watch, at = settled()

    assert watch.look(sight(200, 100, waits=False), at) is Order.FALL_BACK
    assert watch.reason is Reason.UNWATCHED


def test_commits_wait_again_only_once_the_copy_has_kept_up_for_a_while():
    watch = CopyWatch()
    far = [watch.look(sight(50_000_000, 1, waits=False), n / 4) for n in range(40)]
    near = [watch.look(sight(50_000_000, 50_000_000, waits=False), 10 + n / 4) for n in range(9)]

    assert set(far) == {Order.NOTHING}
    assert near[0] is Order.NOTHING
    assert near[-1] is Order.WAIT_AGAIN


def test_copy_that_stands_still_a_little_behind_is_not_waited_for_again():
    watch = CopyWatch()
    orders = {watch.look(sight(200 + n, 150, waits=False), n / 4) for n in range(100)}

    assert orders == {Order.NOTHING}


@dataclass
class Drill:
    """A server with a copy: commit n is transaction n at position n; one comes with each look."""

    watch: CopyWatch = field(default_factory=CopyWatch)
    copied: int = 0
    waits: bool = False
    promised: bool = False
    windows: list[list[float]] = field(default_factory=list)
    # Commits that are held up, each with the time since when.
    held: list[tuple[int, float]] = field(default_factory=list)

    def step(self, n: int, mood: str) -> None:
        at = n * LOOK_SECONDS
        if mood == "works":
            self.copied = n
        self.held = [one for one in self.held if self.waits and one[0] > self.copied]
        if self.waits and self.copied < n:
            self.held.append((n, at))
        elif self.copied < n and self.promised:
            assert self.is_marked(n)
        assert all(at - since < LONGEST_HELD_SECONDS for _, since in self.held)
        seen = Sight(
            written=n,
            copied=None if mood == "away" else self.copied,
            waits=self.waits,
            counted=self.waits and mood != "away",
            ended=self.held[0][0] if self.held else n + 1,
            begins=n + 1,
        )
        self.obey(self.watch.look(seen, at), seen)

    def is_marked(self, n: int) -> bool:
        return any(begins <= n < ends for begins, ends in self.windows)

    def obey(self, order: Order, seen: Sight) -> None:
        if order is Order.WAIT_AGAIN:
            self.waits = True
        elif order is Order.COVERED:
            self.promised = True
            for window in self.windows:
                window[1] = min(window[1], seen.begins)
        elif order is Order.FALL_BACK:
            self.waits = False
            begins = self.watch.covered.ended if self.watch.covered else 0
            # What was held is let go, and is on one disk only.
            assert all(begins <= number for number, _ in self.held)
            self.windows.append([begins, math.inf])
            self.held = []


@given(st.lists(st.sampled_from(["works", "stands", "away"]), min_size=20, max_size=120))
def test_every_commit_on_one_disk_lies_in_a_window(moods):
    drill = Drill()
    for n, mood in enumerate(["works"] * 30 + moods * 3, start=1):
        drill.step(n, mood)
