"""Several who write at once, for the length of a block."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WRITERS = 4
JOIN_SECONDS = 30.0


@contextmanager
def at_work(work: Callable[[int], None], over: threading.Event) -> Iterator[None]:
    """Let several write, each by its number, until the block ends."""
    lines = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(WRITERS)]
    for line in lines:
        line.start()
    try:
        yield
    finally:
        over.set()
        for line in lines:
            line.join(JOIN_SECONDS)
