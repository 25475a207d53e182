"""The web application: Django, with the live line and the position feed beside it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
# Models can be imported only after Django is set up.
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402

from tocsin.kernel.events.hub import Hub  # noqa: E402
from tocsin.kernel.events.live import LiveRoute  # noqa: E402
from tocsin.project import warming  # noqa: E402
from tocsin.project.threaded import ThreadedDjango  # noqa: E402
from tocsin.registers.units.feed import PositionFeed  # noqa: E402


def conninfo() -> str:
    """Describe the database for connections outside Django's pool."""
    known = connection.settings_dict
    parts = {
        "dbname": known["NAME"],
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return make_conninfo(**{name: value for name, value in parts.items() if value})


role = str(connection.settings_dict["OPTIONS"].get("assume_role", ""))
hub = Hub(conninfo(), role)
application = LiveRoute(hub, PositionFeed(ThreadedDjango(settings.REQUEST_THREADS)))
warming.begin()
