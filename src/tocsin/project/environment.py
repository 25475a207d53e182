"""What the command line reads from the environment before Django is there, and leaves for it."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

from tocsin.kernel.database import roles


def given_database() -> str | None:
    """Return the address of the database somebody else runs, or nothing for the carried one."""
    return os.environ.get("TOCSIN_DATABASE_URL") or None


def data_folder() -> Path:
    """Return the folder that keeps the database and the files.

    Root's home is closed to the user the database runs as, so root keeps its data beside the
    other services' data.
    """
    chosen = os.environ.get("TOCSIN_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if sys.platform != "win32" and os.geteuid() == 0:
        return Path("/var/lib/tocsin")
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "tocsin"


def lead_to(url: str, folder: Path, *, carried: bool) -> None:
    """Leave the database and the folder for the settings and for the processes we start."""
    os.environ["TOCSIN_DATABASE_URL"] = url
    os.environ["TOCSIN_DATA"] = str(folder)
    if carried:
        # There each role has a way in of its own, so that nobody has one to put down.
        os.environ.update({f"{name.upper()}_LOGIN": name for name in roles.ALL})
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
    os.environ.setdefault("TOCSIN_SECRET_KEY", secret_of(folder))
    with suppress(OSError):
        # Collected pages' files; the web looks here even while there are none.
        (folder / "static").mkdir(parents=True, exist_ok=True)


def secret_of(folder: Path) -> str:
    """Return the secret that signs sessions, made once and kept beside the data.

    Two first starts at once agree on one, because a file is linked into place only once. Where
    nothing can be kept, the secret lasts as long as this process.
    """
    made = secrets.token_urlsafe(48)
    kept = folder / "secret-key"
    draft = folder / f".secret-key-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        if not kept.exists():
            draft.touch(mode=0o600)
            draft.write_text(made, encoding="ascii")
            with suppress(FileExistsError):
                os.link(draft, kept)
            draft.unlink()
        return kept.read_text(encoding="ascii")
    except OSError:
        return made
