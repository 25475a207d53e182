"""The web application: Django, with the live line and the position feed beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from django.db import connection
from psycopg.conninfo import make_conninfo

from tocsin.kernel.events.hub import Hub
from tocsin.kernel.events.live import LiveRoute


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


application = LiveRoute(Hub(conninfo()), django_application)
