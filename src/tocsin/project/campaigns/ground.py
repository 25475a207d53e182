"""A database server of its own for a campaign, with Django, tables and nothing else on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tocsin.adapters.postgres import embedded
from tocsin.project import environment, startup

OF_THE_BUREAU = (
    "TOCSIN_LEDGER_FOLDER",
    "TOCSIN_LEDGER_KEYS",
    "TOCSIN_LEDGER_ORIGIN",
    "TOCSIN_LEDGER_PEERS",
    "TOCSIN_PERSONAL_FOLDER",
    "TOCSIN_PERSONAL_KEYS",
    "TOCSIN_SECOND_COPY",
    "TOCSIN_SECOND_COPY_URL",
    "TOCSIN_SPOOL_FOLDER",
)


@contextmanager
def own_server() -> Iterator[embedded.Server]:
    """Provide a throw-away server that may be killed; the one of TOCSIN_DATABASE_URL never is."""
    # The killed ones would fill the screen with their last words.
    os.environ.setdefault("TOCSIN_LOG", "CRITICAL")
    with embedded.scratch() as server:
        environment.lead_to(server.url, server.folder, carried=True)
        keep_ledger_apart(server.folder)
        import django  # noqa: PLC0415 - useless before the database is known

        django.setup()
        startup.prepare()
        try:
            yield server
        finally:
            startup.let_go()


def keep_ledger_apart(folder: Path) -> None:
    """Let a campaign neither use a bureau's keys nor hand checkpoints to its witnesses."""
    for name in OF_THE_BUREAU:
        os.environ.pop(name, None)
    os.environ["TOCSIN_LEDGER_DROP"] = str(folder / "witness")
