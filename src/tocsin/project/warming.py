"""What a web process does beside its first requests, so that nobody has to wait for it later."""

import gc
import logging
from threading import Event

from django.db import InterfaceError, OperationalError, connections
from django.urls import reverse

from tocsin.core.addressing.sounds import readings
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.aside import ThreadBeside
from tocsin.kernel.database.api import hear_the_time
from tocsin.registers.places import api as places

log = logging.getLogger(__name__)

_warm = Event()


def begin() -> None:
    """Begin to warm up in a thread of its own."""
    ThreadBeside().begin(warm_up)


def warm_up() -> None:
    """Learn how characters sound, load the pages, open the registers of places."""
    try:
        hear_the_time()
        readings()
        # Reading the addresses loads every page.
        reverse("start")
        for bureau in Bureau.objects.all():
            places.make_ready(bureau)
            places.find(bureau, bureau.name_zh)
    except (OperationalError, InterfaceError) as problem:
        # The first question will do it.
        log.info("The registers were not opened beforehand: %s", problem)
    finally:
        connections.close_all()
        gc.collect()
        gc.freeze()
        _warm.set()


def wait(seconds: float) -> bool:
    """Wait until this process is warm, for so many seconds at most; return whether it is."""
    return _warm.wait(seconds)
