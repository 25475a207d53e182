"""Looks after the second copy as a bureau's process does, with a fault planted in it.

Run as ``python -m tocsin.project.campaigns.copy_keeping [PLANT]``.
"""

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings

from tocsin.core.keeping.copies import Patience
from tocsin.kernel.durability import api as durability
from tocsin.project import continuity
from tocsin.project.clock import DatabaseLease
from tocsin.project.twocopies import OwnBook

NO_FALLBACK, NO_MARKS = "no-fallback", "no-marks"
PLANTS = (NO_FALLBACK, NO_MARKS)
FOR_EVER_SECONDS = 1e9


@dataclass(frozen=True, slots=True)
class BookWithoutMarks(OwnBook):
    """Writes nothing down of what is on one disk only."""

    def fell_back(self, *, reason: str, since: durability.Mark, at: datetime) -> None:
        """Say nothing."""

    def covered_again(self, *, until: durability.Mark, whole: bool, at: datetime) -> None:
        """Say nothing."""


def planted(care: continuity.Care, plant: str) -> continuity.Care:
    """Plant a fault."""
    copy = care.copy
    if copy is None:
        return care
    if plant == NO_FALLBACK:
        copy.watch.patience = Patience(FOR_EVER_SECONDS, FOR_EVER_SECONDS)
    if plant == NO_MARKS:
        copy.book = BookWithoutMarks(Path(settings.SECOND_COPY))
    return care


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    care = planted(continuity.care_for(Path(settings.DATA_FOLDER)), (*sys.argv[1:], "")[0])
    continuity.keep(care, DatabaseLease(continuity.LEASE_KEY), continuity.stopping())
    return 0


if __name__ == "__main__":
    sys.exit(main())
