"""Invented counties, drawn once for all processes of a run."""

import pickle
from pathlib import Path

from tocsin.adapters.county.shipped import shipped_facts
from tocsin.adapters.postgres.locks import alone
from tocsin.core.county.generate import generate_county
from tocsin.core.county.records import County


def county_of(seed: int, folder: Path) -> County:
    """Return the county of a seed; the first process that asks keeps it in a folder for all."""
    kept = folder / f"county-{seed}"
    with alone(folder / f"county-{seed}.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(generate_county(shipped_facts(), seed)))
    county = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this run
    assert isinstance(county, County)
    return county
