"""Parts of a recorded history played side by side, each in a process and a bureau of its own."""

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from multiprocessing.sharedctypes import SynchronizedArray
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.adapters.replay.api import Part

LOOK_EVERY_SECONDS = 0.25
Progress = Callable[[int, int], None]
# What a process counts for the one that started it: moments played, and moments in all.
_counts: list["SynchronizedArray[int]"] = []


def replay_file(path: Path, *, days: int | None, parts: int, quiet: bool) -> Mapping[str, object]:
    """Play a record and put what the desks stored beside it."""
    from rich.progress import Progress as Bar  # noqa: PLC0415 - only when something runs

    from tocsin.adapters.replay import api as replay  # noqa: PLC0415 - needs Django

    record = replay.read_record(path, days=days)
    number = len(replay.parts_of(record, parts))
    with Bar(disable=quiet, transient=True) as bar:
        task = bar.add_task(path.name, total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        if number == 1:
            played = [replay.play_part(record, replay.profile_of(record), progress)]
        else:
            played = side_by_side(path, days, number, progress)
    return replay.told(record, played)


def side_by_side(path: Path, days: int | None, parts: int, progress: Progress) -> "list[Part]":
    """Play the parts, one process each."""
    context = multiprocessing.get_context("spawn")
    counts = context.Array("L", 2 * parts)
    with ProcessPoolExecutor(
        parts, mp_context=context, initializer=begin, initargs=(counts,)
    ) as pool:
        futures = [pool.submit(play, path, days, parts, index) for index in range(parts)]
        open_ones: set[Future[Part]] = set(futures)
        while open_ones:
            ended, open_ones = wait(open_ones, LOOK_EVERY_SECONDS, FIRST_EXCEPTION)
            for future in ended:
                future.result()
            progress(sum(counts[::2]), sum(counts[1::2]))
        return [future.result() for future in futures]


def begin(counts: "SynchronizedArray[int]") -> None:
    """Set Django up in a process that has just started, before anything that needs it arrives."""
    import django  # noqa: PLC0415 - slow, and only of use here

    django.setup()
    _counts.append(counts)


def play(path: Path, days: int | None, parts: int, index: int) -> "Part":
    """Read the record again and play one part of it."""
    from tocsin.adapters.replay import api as replay  # noqa: PLC0415 - needs Django
    from tocsin.project.startup import let_go  # noqa: PLC0415 - as above

    record = replay.read_record(path, days=days)

    def progress(done: int, total: int) -> None:
        _counts[0][2 * index], _counts[0][2 * index + 1] = done, total

    try:
        part = replay.parts_of(record, parts)[index]
        return replay.play_part(part, replay.profile_of(record), progress)
    finally:
        let_go()
