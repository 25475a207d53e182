"""Premises: what crews should know before they go in, for a few hundred places."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from scipy.spatial import cKDTree

from tocsin.core.county.addresses import AddressTable
from tocsin.core.county.callvoices import mobile_number
from tocsin.core.county.facts import Facts
from tocsin.core.county.ground import Ground
from tocsin.core.county.landmarks import Place
from tocsin.core.county.records import AddressForm, Entrance, KeyHolder, Premises
from tocsin.core.geo import Floats

HAZARDS: dict[str, tuple[str, ...]] = {
    "government": ("crowd",),
    "hospital": ("gas", "crowd"),
    "school": ("gas", "crowd"),
    "bank": (),
    "market": ("lpg", "crowd"),
    "hotel": ("gas",),
    "transport": ("crowd", "high_voltage"),
    "park": ("deep_water",),
    "waterworks": ("chlorine", "deep_water"),
    "power": ("high_voltage",),
    "factory": ("methanol", "high_voltage"),
    "petrol": ("fuel",),
    "mine": ("gas_mine", "explosives"),
    "quarry": ("explosives", "collapse"),
    "reservoir": ("deep_water",),
    "farm": ("dogs",),
    "clinic": (),
    "temple": ("collapse",),
}
HAZARD_SHARE = 0.75
FARMHOUSES_WITH_DOGS = 90
# Venues that are locked at night, and the numbers of who opens them, apart from those of callers.
LOCKED_SHARE = 0.5
KEY_HOLDERS = (1, 3)
FIRST_KEY_NUMBER = 90_000_000
ENTRANCES = (1, 4)
ENTRANCE_METRES = (12.0, 45.0)


def _entrances(
    ground: Ground,
    facts: Facts,
    place: Floats,
    rng: Generator,
) -> tuple[Entrance, ...]:
    labels = facts.words["entrances"]
    count = int(rng.integers(*ENTRANCES))
    others = rng.choice(np.arange(1, len(labels)), count - 1, replace=False).tolist()
    angle = rng.uniform(0.0, 2 * np.pi, count)
    reach = rng.uniform(*ENTRANCE_METRES, count)
    points = place + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
    rows = zip([0, *others], points, strict=True)
    return tuple(Entrance(labels[label], ground.point(point)) for label, point in rows)


def _of_landmarks(
    facts: Facts,
    ground: Ground,
    landmarks: tuple[Place, ...],
    table: AddressTable,
    rng: Generator,
) -> Iterator[Premises]:
    words, notes = facts.words["hazards"], facts.words["access_notes"]
    known = [place for place in landmarks if place.kind in HAZARDS]
    _, nearest = cKDTree(table.places).query(np.array([place.place for place in known]))
    for place, address in zip(known, nearest.tolist(), strict=True):
        risky = rng.random() < HAZARD_SHARE
        yield Premises(
            code="",
            name=place.name,
            kind=place.kind,
            point=ground.point(place.place),
            address=address,
            entrances=_entrances(ground, facts, place.place, rng),
            hazards=tuple((code, words[code]) for code in HAZARDS[place.kind] if risky),
            access_note=notes[int(rng.integers(len(notes)))],
        )


def _farmhouses(
    facts: Facts, ground: Ground, table: AddressTable, rng: Generator
) -> Iterator[Premises]:
    notes = facts.words["access_notes"]
    rural = np.flatnonzero(table.form == AddressForm.RURAL)
    for row in rng.choice(rural, FARMHOUSES_WITH_DOGS, replace=False).tolist():
        yield Premises(
            code="",
            name=table.text[row],
            kind="house",
            point=ground.point(table.places[row]),
            address=row,
            entrances=_entrances(ground, facts, table.places[row], rng),
            hazards=(("dogs", facts.words["hazards"]["dogs"]),),
            access_note=notes[int(rng.integers(len(notes)))],
        )


def _with_key_holders(facts: Facts, premises: list[Premises], rng: Generator) -> Iterator[Premises]:
    surnames, given = list(facts.words["surnames"]), facts.words["given"]
    posts, number = facts.words["key_posts"], FIRST_KEY_NUMBER
    for one in premises:
        holders = []
        if one.kind != "house" and rng.random() < LOCKED_SHARE:
            for post in posts[: int(rng.integers(*KEY_HOLDERS))]:
                name = surnames[int(rng.integers(len(surnames)))]
                name += given[int(rng.integers(len(given)))]
                holders.append(KeyHolder(name, mobile_number(number), post))
                number += 1
        yield replace(one, key_holders=tuple(holders))


def describe_premises(
    facts: Facts,
    ground: Ground,
    landmarks: tuple[Place, ...],
    table: AddressTable,
    rng: Generator,
) -> tuple[Premises, ...]:
    """Describe venues and houses with their entrances, hazards and access notes.

    Returns
    -------
    tuple of Premises
        Landmarks that crews may have to enter, half of them with invented key-holders, and 90
        farmhouses with dogs; codes are unique.
    """
    found = [
        *_of_landmarks(facts, ground, landmarks, table, rng),
        *_farmhouses(facts, ground, table, rng),
    ]
    form = facts.county_code + "P{:04d}"
    coded = [replace(one, code=form.format(n)) for n, one in enumerate(found, start=1)]
    return tuple(_with_key_holders(facts, coded, rng))
