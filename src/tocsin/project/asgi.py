"""The web application: Django, with the live line and the position feed beside it."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
# Models can be imported only after Django is set up, which the next line does.
django_application = get_asgi_application()

from django.db import connection  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402

from tocsin.core.addressing.sounds import readings  # noqa: E402
from tocsin.kernel.events.hub import Hub  # noqa: E402
from tocsin.kernel.events.live import LiveRoute  # noqa: E402
from tocsin.registers.units.feed import PositionFeed  # noqa: E402


def conninfo() -> str:
    """Describe the database for connections outside Django's pool."""
    settings = connection.settings_dict
    parts = {
        "dbname": settings["NAME"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    return make_conninfo(**{name: value for name, value in parts.items() if value})


# How characters sound is learnt before anybody asks for a place: that takes a while.
readings()
# Static files are read from the disk in pieces, in a thread; that is no news to a person.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
application = LiveRoute(Hub(conninfo()), PositionFeed(django_application))
