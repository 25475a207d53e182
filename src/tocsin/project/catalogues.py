"""Keep the compiled message catalogues as new as their sources."""

from pathlib import Path

import polib


def compile_stale(source: Path) -> int:
    """Compile each catalogue that is newer than its compiled form; return how many were."""
    made = 0
    for po in source.glob("**/locale/*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))
            made += 1
    return made
