"""Keep the compiled message catalogues as new as their sources."""

import hashlib
import os
from pathlib import Path

import polib


def compile_stale(source: Path) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form.

    Where the source may not be written, the compiled form goes into the user's cache; the locale
    folders there are returned, for the settings to name.
    """
    elsewhere = []
    for po in catalogues(source):
        beside = po.with_suffix(".mo")
        if _is_fresh(beside, po) or _compiled(po, beside):
            continue
        cached = _cache_of(po) / po.parent.relative_to(po.parents[2]) / beside.name
        if _is_fresh(cached, po) or _compiled(po, cached):
            elsewhere.append(_cache_of(po))
    return elsewhere


def stale(source: Path) -> list[Path]:
    """List the catalogues without a compiled form as new as they are, beside them or cached."""
    return [
        po
        for po in catalogues(source)
        if not _is_fresh(po.with_suffix(".mo"), po)
        and not _is_fresh(_cache_of(po) / po.parent.relative_to(po.parents[2]) / "django.mo", po)
    ]


def catalogues(source: Path) -> list[Path]:
    """List the catalogues of every app, in a steady order."""
    return sorted(source.glob("**/locale/*/LC_MESSAGES/django.po"))


def _is_fresh(mo: Path, po: Path) -> bool:
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def _compiled(po: Path, mo: Path) -> bool:
    """Compile one catalogue; say whether its place could be written.

    It is moved into place whole, because several processes may start at once.
    """
    draft = mo.with_name(f".{mo.name}-{os.getpid()}")
    try:
        mo.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o644)
        polib.pofile(str(po)).save_as_mofile(str(draft))
        draft.replace(mo)
    except OSError:
        draft.unlink(missing_ok=True)
        return False
    return True


def _cache_of(po: Path) -> Path:
    """Name the cached locale folder of the app a catalogue belongs to."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    mark = hashlib.sha256(os.fsencode(po.parents[2])).hexdigest()[:16]
    return cache / "tocsin" / "locale" / mark
