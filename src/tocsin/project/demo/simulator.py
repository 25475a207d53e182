"""The simulator process of a demonstration, run as ``python -m tocsin.project.demo.simulator``.

It lives in step with the paced clock that all processes of the demonstration share. After a crash
it reads from the records where things stand and goes on.
"""

import os
import signal
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from tocsin.adapters.simulation.live import Live
from tocsin.kernel import moment
from tocsin.kernel.database import api as database
from tocsin.project.demo.ground import known_ground, prepare_ground


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    known = known_ground()
    if known is not None:
        # It works as the web does, for this bureau alone.
        database.mean(known.bureau_id)
    ground = prepare_ground(seed=None, begins=moment.now(), step=lambda _: None, base_map=False)
    simulation = ground.simulation(moment.now(), live=True)
    simulation.begin()
    pace = moment.pace()
    Live(simulation, moment.now, pace.speed if pace else 1.0).run(stop.wait)
    return 0


if __name__ == "__main__":
    sys.exit(main())
