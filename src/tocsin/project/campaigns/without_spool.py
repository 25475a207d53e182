"""Processes of Tocsin with a fault planted: nothing is kept, or what was kept is forgotten.

Run as ``python -m tocsin.project.campaigns.without_spool web|continuity PLANT ...``.
"""

import os
import sys
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")

NO_SPOOL, FORGETS = "no-spool", "forgets-spool"
PLANTS = (NO_SPOOL, FORGETS)


def web() -> int:
    """Serve without anybody who stands in for the database."""
    import tocsin.project.asgi  # noqa: F401, PLC0415 - wires everything, and then it is taken out
    from tocsin.kernel.shell import standing_in  # noqa: PLC0415 - needs Django
    from tocsin.project.web import main  # noqa: PLC0415 - as above

    standing_in._STAND_INS.clear()
    main()
    return 0


def continuity() -> int:
    """Take the file away without entering what is in it."""
    import django  # noqa: PLC0415 - the plant is chosen before

    django.setup()
    from tocsin.kernel.spool import api as spool  # noqa: PLC0415 - needs Django
    from tocsin.project.continuity import main  # noqa: PLC0415 - as above

    def forgetting(*, at: datetime) -> spool.Replayed:  # noqa: ARG001 - in the place of replay
        spool.spool().close(len(spool.spool().pieces()))
        return spool.Replayed()

    spool.replay = forgetting
    return main()


if __name__ == "__main__":
    _self, which, *rest = sys.argv
    sys.argv = [_self, *rest]
    sys.exit(web() if which == "web" else continuity())
