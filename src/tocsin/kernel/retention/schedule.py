"""The schedule as it stands in its file."""

import tomllib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tocsin.core.retention import Schedule, schedule_of

BUILT_IN = Path(__file__).with_name("schedule.toml")


def schedule() -> Schedule:
    """Return the schedule in force."""
    return read(Path(settings.RETENTION_SCHEDULE or BUILT_IN))


@lru_cache(maxsize=4)
def read(path: Path) -> Schedule:
    """Read a schedule once for each file.

    Raises
    ------
    ImproperlyConfigured
        It cannot be read, or misses a rule.
    """
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        return schedule_of(rules)
    except (OSError, ValueError) as bad:
        raise ImproperlyConfigured(f"The schedule of retention {path}: {bad}") from bad
