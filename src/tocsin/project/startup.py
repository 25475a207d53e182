"""What stands between a command and its work: database, Django, tables, reference data."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from gettext import gettext as _
from importlib import import_module
from pathlib import Path

import click

from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.project import environment, speech

# Each brings one bureau's reference data up to date, and changes nothing when run again.
REFERENCE = ("tocsin.registers.catalogue.api:load_reference",)


@contextmanager
def database(
    *, folder: Path | None = None, throw_away: bool = False, durable: bool = True
) -> Iterator[str]:
    """Provide a database for the length of a block, and lead Django to it; yields its address.

    The one given by TOCSIN_DATABASE_URL is used as it is; otherwise the carried server is joined or
    started on the folder (the usual data folder if none is named). With `throw_away` the folder,
    and with it the carried server, is a new one that is removed at the end; one that is not durable
    does not wait for the disk.
    """
    given = environment.given_database()
    with ExitStack() as stack:
        if given is not None:
            home = stack.enter_context(_empty_folder()) if throw_away else folder
            url = given
        else:
            home, url = stack.enter_context(
                _carried(folder, throw_away=throw_away, durable=durable)
            )
        environment.lead_to(url, home or environment.data_folder(), carried=given is None)
        yield url


def without_database() -> None:
    """Set Django up for a command without tables, its sentences in the language asked for."""
    import django  # noqa: PLC0415 - slow to import

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
    django.setup()
    from django.utils import translation  # noqa: PLC0415 - only after Django is set up

    click.get_current_context().with_resource(translation.override(speech.chosen()))


@contextmanager
def _carried(folder: Path | None, *, throw_away: bool, durable: bool) -> Iterator[tuple[Path, str]]:
    """Provide the carried server: its folder and the address of its database."""
    if sys.platform == "win32":
        raise DatabaseUnusable(
            _(
                "The carried database needs a Unix; set TOCSIN_DATABASE_URL to a PostgreSQL of 15 "
                "or later."
            )
        )
    from tocsin.adapters.postgres import embedded  # noqa: PLC0415 - a given database needs none

    place = folder or environment.data_folder()
    new = embedded.scratch(durable=durable) if throw_away else embedded.running(place)
    with new as server:
        yield server.folder, server.url


@contextmanager
def _empty_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tocsin-") as name:
        yield Path(name)


@contextmanager
def ground(*, folder: Path | None = None, throw_away: bool = False) -> Iterator[str]:
    """Provide the database with Django set up on it, for the length of a block."""
    with database(folder=folder, throw_away=throw_away) as url:
        import django  # noqa: PLC0415 - slow, and useless before the database is known

        django.setup()
        from django.utils import translation  # noqa: PLC0415 - only after Django is set up

        try:
            with translation.override(speech.chosen()):
                yield url
        finally:
            let_go()


@contextmanager
def prepared_ground(*, folder: Path | None = None, throw_away: bool = False) -> Iterator[str]:
    """Provide the database with Django, its tables and its reference data, for a block."""
    with ground(folder=folder, throw_away=throw_away) as url:
        prepare()
        yield url


@contextmanager
def words_on_record() -> Iterator[None]:
    """Write what goes on record in the bureau's language, whatever the command line speaks."""
    from django.conf import settings  # noqa: PLC0415 - only after Django is set up
    from django.utils import translation  # noqa: PLC0415 - as above

    with translation.override(settings.LANGUAGE_CODE):
        yield


def let_go() -> None:
    """Close our connections, so that a server that stops need not cut them."""
    from django.db import connections  # noqa: PLC0415 - only after Django is set up

    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def prepare() -> None:
    """Bring tables and reference data up to date; running it again changes nothing.

    Raises
    ------
    DatabaseUnsafe
        The database cannot promise to keep what it acknowledges; nothing was made in it.
    KeyMissing
        Facts about people are sealed with keys that are not here.
    """
    refuse_forgetful_database()
    make_roles()
    migrate()
    grant_rights()
    refuse_unsafe_database()
    refuse_without_keys()
    hear_the_time()
    load_reference()


def hear_the_time() -> None:
    """Take the time from the database, as all processes do."""
    from tocsin.kernel.database import api as database  # noqa: PLC0415 - only after Django is set up

    database.hear_the_time()


def migrate() -> None:
    """Apply the migrations that are missing."""
    from django.core.management import call_command  # noqa: PLC0415 - only after Django is set up

    call_command("migrate", interactive=False, verbosity=0)


def make_roles() -> None:
    """Make the roles under which our processes work, where the server lets us."""
    from django.db import connection  # noqa: PLC0415 - only after Django is set up

    from tocsin.adapters.postgres import rolemaking  # noqa: PLC0415 - needs the driver

    connection.ensure_connection()
    rolemaking.make(connection.connection)


def grant_rights() -> None:
    """Grant each role what it may do with the tables there are now."""
    from tocsin.project import rights  # noqa: PLC0415 - only after Django is set up

    rights.grant()


def refuse_forgetful_database() -> None:
    """Raise when the database could lose an acknowledged entry."""
    from django.db import connection  # noqa: PLC0415 - only after Django is set up

    from tocsin.adapters.postgres import gates  # noqa: PLC0415 - needs the driver

    connection.ensure_connection()
    gates.refuse_unless_durable(connection.connection)


def refuse_unsafe_database() -> None:
    """Raise when the database could lose an acknowledged entry or cannot find Chinese words."""
    from django.db import connection  # noqa: PLC0415 - only after Django is set up

    from tocsin.adapters.postgres import gates  # noqa: PLC0415 - needs the driver

    connection.ensure_connection()
    gates.refuse_unless_safe(connection.connection)


def refuse_without_keys() -> None:
    """Raise when facts about people are sealed with keys that are not here."""
    from tocsin.kernel.personal import api as personal  # noqa: PLC0415 - needs Django

    personal.refuse_without_keys()
    # Whoever keeps the first fact may not look whether there are others.
    personal.keyring()


def load_reference() -> None:
    """Load every bureau's reference data in the name of the system."""
    from tocsin.kernel import moment  # noqa: PLC0415 - only after Django is set up
    from tocsin.kernel.accounts.api import Bureau, service_officer  # noqa: PLC0415 - as above

    for bureau in Bureau.objects.order_by("pk"):
        actor = service_officer(bureau, "reference")
        for name in REFERENCE:
            loader(name)(bureau=bureau, actor=actor, at=moment.now())


def loader(name: str) -> Callable[..., object]:
    """Find a loader by its written name, ``module:function``."""
    module, _, function = name.partition(":")
    found: Callable[..., object] = getattr(import_module(module), function)
    return found


__all__ = [
    "DatabaseUnusable",
    "database",
    "ground",
    "let_go",
    "load_reference",
    "migrate",
    "prepare",
    "prepared_ground",
    "words_on_record",
]
