"""What a command may ask of the replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tocsin.adapters.replay.advising import Asked, recommended
from tocsin.adapters.replay.errors import UnreadableRecord
from tocsin.adapters.replay.figures import results
from tocsin.adapters.replay.founding import found
from tocsin.adapters.replay.playing import Played, Player, Progress
from tocsin.adapters.replay.profile import Profile, profile_of
from tocsin.adapters.replay.record import RecordedCall, read_record

__all__ = [
    "Part",
    "Profile",
    "RecordedCall",
    "UnreadableRecord",
    "parts_of",
    "play_part",
    "profile_of",
    "read_record",
    "told",
]

BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one part of a record."""

    played: Played
    answers: Sequence[Asked]


def parts_of(record: Sequence[RecordedCall], number: int) -> list[list[RecordedCall]]:
    """Cut a record into parts of whole days with about as many calls each.

    Parts are played side by side, each in a bureau of its own: a unit that is out on a call of the
    evening before the cut is not known to the part after it.
    """
    days: dict[object, list[RecordedCall]] = {}
    for call in record:
        days.setdefault(call.received.date(), []).append(call)
    parts: list[list[RecordedCall]] = [[] for _ in range(min(number, len(days)))]
    done = 0
    for calls in days.values():
        parts[min(done * len(parts) // len(record), len(parts) - 1)] += calls
        done += len(calls)
    return [part for part in parts if part]


def play_part(record: Sequence[RecordedCall], profile: Profile, progress: Progress) -> Part:
    """Play a part of a record through the desks, in a bureau of its own."""
    founded = found(profile, at=record[0].received - BEFORE)
    player = Player(founded, profile, record)
    return Part(player.play(progress), player.advising.answers)


def told(record: Sequence[RecordedCall], parts: Sequence[Part]) -> Mapping[str, object]:
    """Read back what the desks stored, and put it beside the record."""
    return {
        **results(record, [part.played for part in parts]),
        "recommended": recommended([answer for part in parts for answer in part.answers]),
        "bureaus": [part.played.bureau for part in parts],
    }
