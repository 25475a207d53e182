"""What makes a place likelier beside the words: where the caller is, whose beat, what is going on.

Each is a term in characters that is added to how well the words fit. All of them together weigh
less than one character, so that they decide between places of one name and never against a name.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tocsin.core.addressing.index import MICRO, AddressIndex, Ints
from tocsin.core.geo import Floats, Point, haversine_metres, points_in_ring

NEAR_CALLER, OWN_BEAT, NEAR_INCIDENT = 0.4, 0.15, 0.25
# Metres over which a term falls to about a third.
CALLER_FADES, INCIDENT_FADES = 1_500.0, 200.0
# A term is told when so much of it counts.
TOLD_FROM = 0.5


class Favour(StrEnum):
    """Why a place is likelier."""

    NEAR_CALLER = "near_caller"
    OWN_BEAT = "own_beat"
    NEAR_INCIDENT = "near_incident"


WORTH = {
    Favour.NEAR_CALLER: NEAR_CALLER,
    Favour.OWN_BEAT: OWN_BEAT,
    Favour.NEAR_INCIDENT: NEAR_INCIDENT,
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the words.

    Attributes
    ----------
    caller, caller_metres
        Where the network believes the caller to be, and within how many metres.
    beat
        Rings of the asker's beat, each of shape (n, 2), degrees.
    incidents
        Where open incidents are.
    """

    caller: Point | None = None
    caller_metres: float = 0.0
    beat: tuple[Floats, ...] = ()
    incidents: tuple[Point, ...] = ()


def terms(here: Circumstances, lonlat: Floats, radius: Floats) -> dict[Favour, Floats]:
    """Say how far each circumstance speaks for places, 0 to 1.

    Parameters
    ----------
    lonlat
        Shape (n, 2), degrees.
    radius
        Metres that each place takes up, shape (n,).

    Examples
    --------
    >>> here = Circumstances(caller=Point(106.65, 35.21), caller_metres=500.0)
    >>> there = np.array([[106.652, 35.21], [106.75, 35.21]])
    >>> terms(here, there, np.zeros(2))[Favour.NEAR_CALLER].round(2).tolist()
    [1.0, 0.0]
    """
    found = dict[Favour, Floats]()
    if here.caller is not None:
        away = _metres(here.caller, lonlat) - radius - here.caller_metres
        found[Favour.NEAR_CALLER] = np.exp(-np.maximum(away, 0.0) / CALLER_FADES)
    if here.beat:
        inside = np.any([points_in_ring(lonlat, ring) for ring in here.beat], axis=0)
        found[Favour.OWN_BEAT] = inside.astype(np.float64)
    if here.incidents:
        lon, lat = np.array(here.incidents).T[:, :, None]
        away = haversine_metres(lon, lat, lonlat[:, 0], lonlat[:, 1]).min(axis=0)
        found[Favour.NEAR_INCIDENT] = np.exp(-away / INCIDENT_FADES)
    return found


def worth(here: Circumstances, index: AddressIndex, node: Ints) -> Floats:
    """Add up what speaks for some places of an index, in characters, shape (n,)."""
    if not len(node) or here == NOTHING:
        return np.zeros(len(node))
    radius = index.radius[node].astype(np.float64)
    found = terms(here, index.lonlat[node] / MICRO, radius)
    return np.asarray(
        sum((WORTH[favour] * term for favour, term in found.items()), np.zeros(len(node)))
    )


def told(here: Circumstances, point: Point) -> tuple[Favour, ...]:
    """Name what speaks for a point, for people to read.

    >>> told(Circumstances(incidents=(Point(106.65, 35.21),)), Point(106.6502, 35.21))
    (<Favour.NEAR_INCIDENT: 'near_incident'>,)
    """
    found = terms(here, np.array([point]), np.zeros(1))
    return tuple(favour for favour, term in found.items() if term[0] >= TOLD_FROM)


def _metres(point: Point, lonlat: Floats) -> Floats:
    return haversine_metres(point.lon, point.lat, lonlat[:, 0], lonlat[:, 1])


NOTHING = Circumstances()
