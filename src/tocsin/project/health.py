"""Whether everything Tocsin needs is there, one finding for each thing looked at."""

import os
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from tocsin.adapters.postgres import gates
from tocsin.adapters.postgres.gates import Finding
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.durability import api as durability
from tocsin.kernel.personal import api as personal
from tocsin.project import catalogues, standing
from tocsin.readers.transparency import api as transparency
from tocsin.registers.catalogue import api as catalogue


def inspect() -> list[Finding]:
    """Look at everything; nothing is changed."""
    findings = [_python(), _configuration(), _catalogues(), _folder()]
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        message = f"The database does not answer: {problem}"
        return [*findings, Finding("database", ok=False, message=message)]
    return [*findings, *gates.inspect(connection.connection), *_contents()]


def _python() -> Finding:
    shown = ".".join(map(str, sys.version_info[:3]))
    return Finding("python", ok=sys.version_info >= (3, 11), message=f"Python {shown}.")


def _configuration() -> Finding:
    problems = [str(problem.msg) for problem in checks.run_checks() if problem.is_serious()]
    problems += _small_counts()
    return Finding(
        "configuration", ok=not problems, message=" ".join(problems) or "The settings are sound."
    )


def _small_counts() -> list[str]:
    if settings.SMALL_COUNTS not in transparency.Method.values:
        return ["TOCSIN_SMALL_COUNTS is left-out or noise."]
    if settings.SMALL_COUNTS == transparency.Method.NOISE and not transparency.noise_available():
        return ["TOCSIN_SMALL_COUNTS=noise needs the extra noise (opendp)."]
    return []


def _catalogues() -> Finding:
    stale = catalogues.stale(Path(str(resources.files("tocsin"))))
    names = ", ".join(path.parents[3].name for path in stale)
    return Finding(
        "catalogues",
        ok=not stale,
        message=f"Not compiled: {names}." if stale else "Every catalogue is compiled.",
    )


def _folder() -> Finding:
    folder = Path(settings.DATA_FOLDER)
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    state = "can be written" if writable else "cannot be written; choose another with TOCSIN_DATA"
    return Finding("data folder", ok=writable, message=f"{folder} {state}.")


def _contents() -> Iterator[Finding]:
    """Look at the tables, and at the reference data where there are tables."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Finding(
        "migrations",
        ok=not missing,
        message=f"{missing} are missing: run tocsin migrate." if missing else "All are applied.",
    )
    if not missing:
        yield _reference()
        yield _keys()
        yield _copies()
        yield from standing.inspect(connection.connection)


def _reference() -> Finding:
    without = [
        bureau.code for bureau in Bureau.objects.order_by("code") if not catalogue.types(bureau)
    ]
    return Finding(
        "reference data",
        ok=not without,
        message=f"Missing in {', '.join(without)}: run tocsin migrate."
        if without
        else "Every bureau has its tables.",
    )


def _copies() -> Finding:
    """Say on how many disks what is committed lies; a copy that nobody looks after is none."""
    if not settings.SECOND_COPY:
        return Finding("second copy", ok=True, message="None is wanted (TOCSIN_SECOND_COPY).")
    now = durability.standing()
    if now is None or now.is_stale:
        message = "Nobody looks after it: start tocsin serve, or see its log."
        return Finding("second copy", ok=False, message=message)
    if now.copies < durability.TWO:
        message = "One copy only: what is committed is not in the second one, and is marked."
        return Finding("second copy", ok=False, message=message)
    return Finding("second copy", ok=True, message=f"Commits wait for it in {now.place}.")


def _keys() -> Finding:
    closed = ", ".join(map(str, personal.sample_opens()))
    return Finding(
        "personal facts",
        ok=not closed,
        message=f"The keys of version {closed} are not here; bring them back."
        if closed
        else "The keys open what is sealed.",
    )
