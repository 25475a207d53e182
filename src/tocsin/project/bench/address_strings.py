"""Whatever may be typed or pasted instead of an address: it is answered, soon, without a fault."""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import thread_time

from tocsin.core.addressing.answering import answer
from tocsin.core.addressing.resolving import Resolver

WORDS = (
    *("对面", "旁边", "往东二百米", "之间", "和", "与", "十字", "门口", "的", "方向", "附近"),
    *("公里", "号", "单元", "室", "国道", "第", "一社", "李家", "解放路", "村", "往前走一百米"),
    *("corner of", "strasse", "and"),
)
SIGNS = (
    "解放路安康小区三十二号单元楼社组K+-#.0123456789 东华镇村大街医院ktv"
    "往东米之间和与公里国省道gsx\n,，。"
)
FIGURES = "0123456789-.+#/~ k"
LETTERS = "abcdefghijklmnopqrstuvwxyz ,."
# Also what stands alone in no text: halves of pairs, and nothing.
ODD = "𠀀😀\ud800\x00\u202e\u0301"
BOUND_MS = 20.0


@dataclass(frozen=True, slots=True)
class Arbitrary:
    """The slowest answer, how many took longer than they may, and how much more memory was held.

    Times are those of the processor. ``grown_mb`` is how far the highest use of memory rose; None
    where the system does not tell.
    """

    strings: int
    slowest_ms: float
    over_bound: int
    grown_mb: float | None


def arbitrary(rng: random.Random) -> str:
    """Make one string: words in disorder, figures, letters, any signs, or one sign for long."""
    makers: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: (chr(rng.randrange(0x110000)) for _ in range(rng.randrange(80))),
        lambda: (rng.choice(WORDS) for _ in range(rng.randrange(200))),
        lambda: (rng.choice(SIGNS) for _ in range(rng.randrange(120))),
        lambda: (rng.choice(SIGNS) for _ in range(rng.randrange(120))),
        lambda: iter([rng.choice(SIGNS + ODD) * rng.randrange(10_000)]),
        lambda: (rng.choice(FIGURES) for _ in range(rng.randrange(500))),
        lambda: (rng.choice(LETTERS) for _ in range(rng.randrange(300))),
        lambda: (chr(rng.randrange(0x4E00, 0xA000)) for _ in range(rng.randrange(300))),
    )
    return "".join(rng.choice(makers)())


def answer_arbitrary(resolver: Resolver, count: int, seed: int) -> Arbitrary:
    """Answer so many strings; one that takes too long is asked twice more, and its best counts."""
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    slowest, over = 0.0, 0
    # The tables of other languages are read when they are first needed.
    answer(resolver, "corner of one road and another")
    held = _peak_megabytes()
    for _ in range(count):
        text = arbitrary(rng)
        took = _milliseconds(resolver, text)
        for _again in range(2):
            if took > BOUND_MS:
                took = min(took, _milliseconds(resolver, text))
        slowest, over = max(slowest, took), over + (took > BOUND_MS)
    grown = None if held is None else round((_peak_megabytes() or held) - held, 1)
    return Arbitrary(count, round(slowest, 2), over, grown)


def _milliseconds(resolver: Resolver, text: str) -> float:
    begun = thread_time()
    answer(resolver, text)
    return (thread_time() - begun) * 1000


def _peak_megabytes() -> float | None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    per_megabyte = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte
