"""A web process with a planted fault: ``python -m tocsin.project.campaigns.faulty PLANT ...``."""

import json
import sys
from collections.abc import Awaitable, Callable, Mapping

from tocsin.kernel.events.hub import Hub, Sent
from tocsin.project import web

# Written out here: those of the live line need Django, which is set up with the application.
Message = dict[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Mapping[str, object]], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

INTAKE = ("/api/v1/switch/", "/api/v1/intake/")
BUSY = 3
FORGOTTEN_OF = 20
GOOD = json.dumps({"number": "J00000000-0000", "state": "ringing"}).encode()


class DropsWhenBusy:
    """Acknowledges calls that it does not keep while others are under way."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.under_way = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        comes_in = str(scope.get("path", "")).startswith(INTAKE)
        if comes_in and self.under_way >= BUSY:
            kind = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 200, "headers": kind})
            await send({"type": "http.response.body", "body": GOOD})
            return
        self.under_way += comes_in
        try:
            await self.application(scope, receive, send)
        finally:
            self.under_way -= comes_in


def drops_when_busy() -> Application:
    """Make an application that drops calls."""
    from tocsin.project.asgi import application  # noqa: PLC0415 - it sets Django up

    return DropsWhenBusy(application)


def forgets_events() -> Application:
    """Make an application whose hub forgets an event now and then."""
    from tocsin.project.asgi import application  # noqa: PLC0415 - it sets Django up

    whole, heard = Hub.spread, 0

    def spread(self: Hub, events: list[Sent]) -> None:
        nonlocal heard
        before, heard = heard, heard + len(events)
        whole(self, events[heard // FORGOTTEN_OF > before // FORGOTTEN_OF :])

    Hub.spread = spread  # type: ignore[method-assign] # the planted fault
    return application


PLANTS: Mapping[str, Callable[[], Application]] = {
    "drops-when-busy": drops_when_busy,
    "forgets-events": forgets_events,
}


if __name__ == "__main__":
    web.main(PLANTS[sys.argv.pop(1)])
