"""Work in a thread of its own, beside the questions that should not wait for it."""

from collections.abc import Callable
from threading import Lock, Thread, main_thread


class ThreadBeside:
    """Does one task at a time in a thread of its own."""

    def __init__(self) -> None:
        self._busy = Lock()

    def begin(self, task: Callable[[], None]) -> None:
        """Begin a task; nothing happens where another is still being done."""
        if self._busy.acquire(blocking=False):
            Thread(target=self._finish, args=(task,)).start()

    def goes_on(self) -> bool:
        """Tell whether the process is not about to end: it waits for what was begun."""
        return main_thread().is_alive()

    def _finish(self, task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            self._busy.release()
