"""Backups as the commands ask for them: what goes along, and what is written down about them."""

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from tocsin.adapters.postgres import archive
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.durability import api as durability
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.personal import api as personal
from tocsin.project import copying


def write(*, target: Path, url: str, server: Path | None, with_keys: bool) -> dict[str, object]:
    """Write a backup of the carried server on a data folder, or of any server by its address."""
    at = moment.now()
    folders = copying.key_folders(Path(settings.DATA_FOLDER))
    beside = archive.Beside(
        files=Path(settings.MEDIA_ROOT),
        keys=folders if with_keys else {},
        about={"checkpoint": newest_note(), "keys": names_of_keys(), "with_keys": with_keys},
    )
    copy = copying.of_address(url) if server is None else copying.of_carried(server)
    contents = archive.write(target=target, copy=copy, beside=beside, at=at)
    size = archive.size_of(target)
    durability.backed_up(method=contents.method, size=size, with_keys=with_keys, at=at)
    return {
        "folder": str(target),
        "method": contents.method,
        "bytes": size,
        "rows": contents.total_rows,
        "with_keys": with_keys,
        "keys": names_of_keys(),
        "verified": True,
    }


def newest_note() -> str:
    """Return the newest checkpoint as it is handed out; nothing where there is none."""
    checkpoint = ledger.newest()
    return ledger.note_of(checkpoint).written() if checkpoint else ""


def names_of_keys() -> list[str]:
    """Name the keys without which a backup is of little use, by what may be known of them."""
    signing = [key.written() for key in ledger.keyring().known]
    return [*signing, *(f"personal, version {number}" for number in personal.versions_in_use())]


def write_down(result: copying.Return, *, rehearsed: bool) -> bool:
    """Write a return into the trail of each bureau; say whether there was one to write into."""
    at, contents = moment.now(), result.contents
    try:
        known = Bureau.objects.exists()
    except DatabaseError:
        return False
    if rehearsed:
        outcome = durability.Outcome(
            contents.method, contents.made_at, round(result.seconds, 1), result.passed
        )
        durability.rehearsed(outcome=outcome, at=at)
    else:
        durability.restored(method=contents.method, backup_of=contents.made_at, at=at)
    return known
