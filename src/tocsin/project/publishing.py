"""When figures for the public are printed: each month once, when it is over."""

from datetime import datetime, timedelta

from tocsin.kernel.accounts.api import Bureau
from tocsin.readers.transparency import api as transparency

EVERY = timedelta(hours=1)


class Publication:
    """Prints what is due once an hour of the clock that it is shown."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def pass_by(self, at: datetime) -> int:
        """Print it when an hour has gone by since the last time; return how many were printed."""
        if self.last is not None and at - self.last < EVERY:
            return 0
        self.last = at
        return sum(
            transparency.publish_due(bureau=bureau, at=at) for bureau in Bureau.objects.all()
        )
